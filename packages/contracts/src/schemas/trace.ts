import { type Static, type TSchema, Type } from 'typebox'
import { Page, pageQuery } from './page.ts'
import { Id, Text, Time } from './text.ts'

const ms = (description: string) => Type.Number({ description: `${description}, in ms` })
const count = (description: string) => Type.Integer({ minimum: 0, description })
const name = (description: string) => Type.Optional(Text(256, description))
const OrNull = <T extends TSchema>(schema: T, description: string) => Type.Union([schema, Type.Null()], { description })
const TraceId = Type.String({ pattern: '^[0-9a-f]{32}$', description: 'As W3C Trace Context writes it' })
const SpanId = Type.String({ pattern: '^[0-9a-f]{16}$' })
const Attributes = Type.Record(Type.String(), Type.Unknown(), { description: 'By the names of OpenTelemetry' })
const Status = Type.Enum(['ok', 'error'] as const)

export const TraceParams = Type.Object({ id: TraceId })

const range = {
  from: Type.Optional(Time('From when on; without it the last hour, and in the list of traces the last day')),
  to: Type.Optional({ ...Time('Until when; now unless given'), examples: ['2026-11-21T10:30:00Z'] }),
}

export const TracesQuery = Type.Object(
  {
    ...range,
    route: name('The route of the root span, or its name if it has none'),
    service: name('A service that has a span in the trace'),
    tenantId: Type.Optional(Id('The tenant')),
    minMs: Type.Optional(Type.Number({ minimum: 0, description: 'The least duration, in ms' })),
    maxMs: Type.Optional(Type.Number({ minimum: 0, description: 'The greatest duration, in ms' })),
    status: Type.Optional(Type.Enum(['ok', 'error'] as const, { description: 'Whether a span is in error' })),
    attribute: Type.Optional(
      Type.String({
        format: 'storable-text',
        pattern: '^[^=]+=',
        maxLength: 512,
        description: 'An attribute that a span of the trace has, as `key=value`',
        examples: ['http.response.status_code=503'],
      }),
    ),
    ...pageQuery,
  },
  { additionalProperties: false },
)

export const RangeQuery = Type.Object(range, { additionalProperties: false })

export const SlowestQuery = Type.Object(
  {
    ...range,
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50, description: 'The most to return' })),
  },
  { additionalProperties: false },
)

export const RouteTimeQuery = Type.Object(
  { ...range, route: Text(256, 'The route, as the list of traces names it') },
  { additionalProperties: false },
)

const TraceSummary = Type.Object({
  traceId: TraceId,
  route: OrNull(Type.String(), 'The route of the root span, or its name'),
  name: Type.String({ description: 'The name of the root span' }),
  service: Type.String({ description: 'The service of the root span' }),
  services: Type.Array(Type.String(), { description: 'All services with a span' }),
  tenantId: OrNull(Type.String(), 'The tenant; null if the trace has none'),
  startedAt: Type.String({ format: 'date-time' }),
  durationMs: ms('From the start of the first span to the end of the last'),
  status: Status,
  spans: count('Spans that are stored'),
  errors: count('Spans in error'),
})
export type TraceSummary = Static<typeof TraceSummary>

export const TracePage = Page(TraceSummary)

const SpanEvent = Type.Object({
  name: Type.String(),
  atMs: ms('Since the start of the trace'),
  attributes: Attributes,
})

const TraceSpan = Type.Object({
  spanId: SpanId,
  parentId: OrNull(SpanId, 'The span that waits for this one; null for the root'),
  name: Type.String(),
  service: Type.String(),
  kind: Type.Enum(['', 'internal', 'server', 'client', 'producer', 'consumer'] as const),
  startMs: ms('Since the start of the trace'),
  durationMs: ms('From start to end'),
  selfMs: ms('The duration without the children'),
  status: Status,
  message: OrNull(Type.String(), 'What the status says'),
  attributes: Attributes,
  events: Type.Array(SpanEvent),
  links: Type.Array(Type.Object({ traceId: TraceId, spanId: SpanId }), {
    description: 'Spans of other traces that this one follows, such as the schedule of a job',
  }),
})
export type TraceSpan = Static<typeof TraceSpan>

export const Trace = Type.Object({
  traceId: TraceId,
  startedAt: Type.String({ format: 'date-time' }),
  durationMs: ms('From the start of the first span to the end of the last'),
  spans: Type.Array(TraceSpan, { description: 'By start' }),
})
export type Trace = Static<typeof Trace>

export const ServiceMap = Type.Object({
  edges: Type.Array(
    Type.Object({
      from: Type.String({ description: 'The service that calls' }),
      to: Type.String({ description: 'The service, database or queue that is called' }),
      calls: count('Calls in kept traces'),
      errors: count('Calls in error'),
      p95Ms: ms('The 95th percentile of their durations'),
    }),
  ),
})

export const SlowestOperations = Type.Object({
  data: Type.Array(
    Type.Object({
      service: Type.String(),
      name: Type.String({ description: 'The name of the spans' }),
      calls: count('Spans in kept traces'),
      errors: count('Spans in error'),
      p50Ms: ms('The median of their durations'),
      p95Ms: ms('The 95th percentile of their durations'),
      maxMs: ms('The longest'),
    }),
    { description: 'Slowest first, by `p95Ms`' },
  ),
})

export const RouteTime = Type.Object({
  traces: count('How many were looked at: the newest, 100 at most'),
  data: Type.Array(
    Type.Object({
      service: Type.String(),
      name: Type.String({ description: 'The name of the spans' }),
      spans: count('Spans of that name'),
      selfMs: ms('The sum of their durations without their children'),
      share: Type.Number({ description: 'Of the time of all spans, 0 to 1' }),
    }),
    { description: 'Largest first' },
  ),
})

export const JaegerAnswer = Type.Object(
  { data: Type.Unknown({ description: 'As Jaeger documents it' }) },
  { additionalProperties: true, description: 'In the JSON of Jaeger’s query service' },
)

const jaegerText = Type.Optional(Text(2000, 'As Jaeger’s query service takes it'))

export const JaegerQuery = Type.Object(
  {
    service: jaegerText,
    operation: jaegerText,
    tags: jaegerText,
    start: jaegerText,
    end: jaegerText,
    limit: jaegerText,
    lookback: jaegerText,
    minDuration: jaegerText,
    maxDuration: jaegerText,
    traceID: jaegerText,
    spanKind: jaegerText,
    endTs: jaegerText,
    raw: jaegerText,
    prettyPrint: jaegerText,
  },
  { additionalProperties: false },
)
export const JaegerService = Type.Object({ service: Text(256, 'The service') })
