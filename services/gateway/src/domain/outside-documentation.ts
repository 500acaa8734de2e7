import { type Call, calls, Id, noQuery, StreamFrame, StreamPosition, streamLimits } from '@inkling/contracts'
import { Type } from 'typebox'
import { documentation } from './documentation.ts'

const text = { schema: Type.String() }

const described = (operationId: string, call: Call, more: object) => ({ ...documentation(call), operationId, ...more })
const also = (schema: object, others: object) => ({
  description: 'Success',
  content: { 'application/json': { schema }, ...others },
})
const answers = (call: Call): Readonly<Record<string, unknown>> => documentation(call).response
const problemsOf = (call: Call) =>
  Object.fromEntries(Object.entries(answers(call)).filter(([status]) => !status.startsWith('2')))

/**
 * The route schemas of what the gateway serves outside the base. They also validate: a parameter that is not known is
 * refused, as it is in a call.
 */
export const outside = {
  health: {
    operationId: 'health',
    summary: 'Get what is wrong now and what users miss, without a key',
    tags: documentation(calls.getHealth).tags,
    security: [],
    description: 'Needs no key. Returns 503 only if the gateway can serve nothing.',
    querystring: noQuery,
    response: {
      200: calls.getHealth.answers[200],
      503: calls.getHealth.answers[200],
      429: answers(calls.getHealth)[429],
      default: answers(calls.getHealth).default,
    },
  },
  metrics: described('metrics', calls.getResilience, {
    summary: 'Get the metrics of the gateway, for Prometheus',
    description: `Returns OpenMetrics, with exemplars, if \`Accept\` prefers it.

Scope: \`ops:read\``,
    response: {
      ...answers(calls.getResilience),
      200: { description: 'Success', content: { 'text/plain': text, 'application/openmetrics-text': text } },
    },
  }),
  sla: described('sla', calls.getSla, {
    summary: 'Get what each service-level objective measured, or a page',
    description: `Returns the same as \`GET /api/v1/performance/sla\`: of all tenants to a key with the scope
\`ops:read\`, of its own tenant to one with \`learning:read\`. A page to print if \`Accept\` prefers \`text/html\`.

Scope: \`ops:read\``,
    response: { ...answers(calls.getSla), 200: also(calls.getSla.answers[200], { 'text/html': text }) },
  }),
  stream: {
    operationId: 'stream',
    summary: 'Follow what changes, by server-sent events or a WebSocket',
    tags: ['Streams'],
    security: [{ apiKey: [] }],
    description: `Answers with server-sent events to \`Accept: text/event-stream\`, and upgrades to a WebSocket with the
subprotocol \`inkling.v1\`. \`/asyncapi.json\` describes topics, commands and messages.

- Each event holds a frame; its id is the position after it. A client that returns with it, as \`Last-Event-ID\` or
  \`since\`, gets what it missed, or a \`gap\` if that is no longer kept.
- A key of pages follows only \`predictions:session:{id}\` of the \`sessionId\` that the request names.

Scope: that of each topic`,
    querystring: Type.Object(
      {
        topic: Type.Optional(
          Type.Union([Type.String(), Type.Array(Type.String(), { maxItems: streamLimits.subscriptions })], {
            description: 'What to follow; may be given several times. A WebSocket may also subscribe later',
            examples: ['predictions:user:ada'],
          }),
        ),
        since: Type.Optional(StreamPosition),
        sessionId: Type.Optional(Id('The session that a key of pages follows')),
        key: Type.Optional(Type.String({ description: 'A publishable key, for browsers, which can send no header' })),
      },
      { additionalProperties: false },
    ),
    response: {
      ...problemsOf(calls.predict),
      200: { description: 'Success', content: { 'text/event-stream': { schema: StreamFrame } } },
    },
  },
  alerts: described('alerts', calls.listAlerts, {
    description: `Returns the same as \`GET /api/v1/performance/alerts\`.

Scope: \`ops:read\``,
  }),
}
