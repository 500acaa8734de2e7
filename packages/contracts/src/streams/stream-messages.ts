import { type Static, Type } from 'typebox'
import { basePath } from '../call.ts'
import { loadLevelNames } from '../load-level-names.ts'
import { AlertReport } from '../schemas/alert.ts'
import { Answer } from '../schemas/answer.ts'
import { LearningMetrics } from '../schemas/learning.ts'
import { Operation } from '../schemas/operation.ts'
import { topicPattern } from './stream-topic.ts'

/** With the base of the API. */
export const streamPath = `${basePath}/stream`
/** The WebSocket subprotocol (RFC 6455, 1.9). */
export const streamProtocol = 'inkling.v1'
/** A key as a further subprotocol, for browsers, which can send no header: `inkling.key.ink_…`. */
export const streamKeyProtocol = 'inkling.key.'

/** The limits of one connection. */
export const streamLimits = { subscriptions: 100, frameBytes: 65_536 } as const

/** Why the server closes a WebSocket. Below 4000: RFC 6455, 7.4.1, and the registry of IANA. */
export const closeCodes = {
  unreadable: 1003,
  tooMany: 1008,
  restart: 1012,
  tooSlow: 1013,
  unauthenticated: 4401,
} as const

const Topic = Type.String({
  pattern: topicPattern,
  maxLength: 400,
  description: 'What to follow',
  examples: ['predictions:user:ada', 'level'],
})
const Topics = Type.Array(Topic, { minItems: 1, maxItems: streamLimits.subscriptions })

export const StreamPosition = Type.String({
  pattern: '^(?:[\\w-]{1,32}\\.\\d{1,15})?(?:~[\\w-]{1,32}\\.\\d{1,15})?$',
  maxLength: 100,
  description: 'How far the client has read: the `position` of the last frame, unchanged',
})

export const Subscribe = Type.Object(
  { type: Type.Literal('subscribe'), topics: Topics, since: Type.Optional(StreamPosition) },
  { additionalProperties: false },
)
export const Unsubscribe = Type.Object(
  { type: Type.Literal('unsubscribe'), topics: Topics },
  { additionalProperties: false },
)
export const streamPing = Type.Object({ type: Type.Literal('ping') }, { additionalProperties: false })

export const StreamCommand = Type.Union([Subscribe, Unsubscribe, streamPing], { description: 'What a client sends' })
export type StreamCommand = Static<typeof StreamCommand>

const Gateway = Type.String({ description: 'The gateway of which this is told' })

const LevelReport = Type.Object({
  gateway: Gateway,
  level: Type.Enum(loadLevelNames),
  forced: Type.Boolean({ description: 'Whether an operator or the configuration has set it' }),
})

const ClassMetrics = Type.Object({
  class: Type.String({ examples: ['predict'] }),
  requests: Type.Integer(),
  errors: Type.Integer(),
  p50Ms: Type.Number(),
  p95Ms: Type.Number(),
  p99Ms: Type.Number(),
})

const MetricsReport = Type.Object({
  gateway: Gateway,
  seconds: Type.Number({ description: 'Over how long was counted' }),
  pressure: Type.Number({ description: 'How much of what can be done is done, 0 to 1 and more' }),
  streams: Type.Integer({ description: 'Streams that are open' }),
  answers: Type.Array(ClassMetrics, { description: 'By class of calls; percentiles are estimated from a histogram' }),
})
export type MetricsReport = Static<typeof MetricsReport>

const state = <const T extends string, S extends Parameters<typeof Type.Object>[0][string]>(type: T, data: S) =>
  Type.Object({ type: Type.Literal(type), topic: Topic, data })

const notice = <const T extends string, P extends Parameters<typeof Type.Object>[0]>(
  type: T,
  description: string,
  fields: P,
) => Type.Object({ type: Type.Literal(type), ...fields }, { description })

const detail = Type.String({ description: 'What happened and what to do' })
const names = Type.Array(Type.String())

/** Each message by its type. That of a topic holds all of its present state, so the latest one counts. */
export const streamMessages = {
  prediction: state('prediction', Answer),
  suggestion: state('suggestion', Answer),
  operation: state('operation', Operation),
  learning: state('learning', LearningMetrics),
  metrics: state('metrics', MetricsReport),
  level: state('level', LevelReport),
  alerts: state('alerts', AlertReport),
  subscribed: notice('subscribed', 'These topics are followed from here on', { topics: names }),
  unsubscribed: notice('unsubscribed', 'These topics are followed no more', { topics: names }),
  pong: notice('pong', 'The answer to a ping', {}),
  gap: notice('gap', 'Messages of these topics may be missing here: they are no longer kept', {
    topics: names,
    detail,
  }),
  dropped: notice('dropped', 'Messages of these topics were left out because the client reads too slowly', {
    topics: names,
  }),
  degraded: notice('degraded', 'Until `restored`, only changes that this gateway sees arrive', { detail }),
  restored: notice('restored', 'Changes that any gateway sees arrive again', {}),
  reconnect: notice('reconnect', 'The stream ends soon: connect again after this time', {
    afterMs: Type.Integer({ minimum: 0, description: 'Different for each client, so that not all return at once' }),
  }),
  error: notice('error', 'A command or a topic was refused; a topic that was followed is followed no more', {
    code: Type.String({ description: 'As in a problem (RFC 9457)' }),
    detail,
    topic: Type.Optional(Type.String()),
  }),
} as const

export type StreamMessage = {
  [T in keyof typeof streamMessages]: Static<(typeof streamMessages)[T]>
}[keyof typeof streamMessages]

/** What the server sends: in a WebSocket one message of text, by SSE the data of one event, whose id is `position`. */
export const StreamFrame = Type.Object({
  position: StreamPosition,
  messages: Type.Array(Type.Union(Object.values(streamMessages)), { description: 'In order' }),
})
export interface StreamFrame {
  readonly position: string
  readonly messages: readonly StreamMessage[]
}
