import { type Static, Type } from 'typebox'
import { loadLevelNames } from '../load-level-names.ts'
import { priorities } from '../priorities.ts'
import { Id } from './text.ts'

const LoadState = Type.Object(
  {
    level: Type.Enum(loadLevelNames),
    forced: Type.Boolean({ description: 'Whether an operator or the configuration has set the level' }),
    pressure: Type.Number({ description: 'The highest of the readings' }),
    readings: Type.Record(Type.String(), Type.Number(), {
      description: 'How much of each resource is in use; 1 is all of it',
    }),
  },
  { description: 'How hard the process works' },
)

const Values = (description: string) => Type.Record(Type.String(), Type.Number(), { description })

const PolicyState = Type.Object(
  {
    name: Type.String({ description: 'The dependency that the policy guards', examples: ['Postgres'] }),
    state: Type.Enum(['closed', 'open', 'halfOpen'] as const, { description: 'The state of the circuit' }),
    isIdle: Type.Boolean({ description: 'It is not closed only because nobody calls: the next call is tried' }),
    inFlight: Type.Integer({ description: 'Calls that run now' }),
    queued: Type.Integer({ description: 'Calls that wait for a free place' }),
    limit: Type.Number({ description: 'The most calls that may run now' }),
    settings: Values('The settings in force; times are in ms'),
    counters: Values('What happened since the process started'),
  },
  { description: 'A policy around the calls of one dependency' },
)

const processName = Type.String({ description: 'The name of the process', examples: ['prediction'] })

const Caches = Type.Record(Type.String(), Values('Counts since the process started, and what is in memory now'), {
  description: 'By the name of the cache',
})

/** What one process tells of itself. */
export const ProcessState = Type.Object({
  load: LoadState,
  policies: Type.Array(PolicyState),
  caches: Caches,
})
export type ProcessState = Static<typeof ProcessState>

export const MetricNames = Type.Object(
  {
    names: Type.Optional(
      Type.Array(Type.String({ pattern: '^[a-zA-Z_:][a-zA-Z0-9_:]{0,99}$' }), {
        maxItems: 100,
        description: 'All metrics unless given',
      }),
    ),
  },
  { additionalProperties: false },
)

export const MetricsQuery = Type.Object(
  {
    names: Type.Optional(
      Type.String({
        pattern: '^[a-zA-Z_:][a-zA-Z0-9_:]{0,99}(,[a-zA-Z_:][a-zA-Z0-9_:]{0,99}){0,19}$',
        description: 'Up to 20 names of metrics, with commas; all metrics unless given',
        examples: ['inkling_http_answers_total,inkling_pressure'],
      }),
    ),
  },
  { additionalProperties: false },
)

const Samples = Type.Array(
  Type.Object({
    name: Type.String({ examples: ['inkling_policy_in_flight'] }),
    labels: Type.Record(Type.String(), Type.String()),
    value: Type.Number(),
  }),
)

export const MetricSamples = Type.Object({ samples: Samples })
export type MetricSamples = Static<typeof MetricSamples>

const Unreachable = Type.Array(processName, { description: 'Processes that did not answer' })

export const ResilienceReport = Type.Object({
  processes: Type.Array(Type.Object({ process: processName, load: LoadState, policies: Type.Array(PolicyState) })),
  unreachable: Unreachable,
  shedding: Type.Object({
    refused: Type.Number({ description: 'Share of the ranks of requests that the gateway refuses, 0 to 1' }),
  }),
  levels: Type.Array(
    Type.Object({
      level: Type.Enum(loadLevelNames),
      fromPressure: Type.Number({ description: 'The pressure from which on it holds' }),
      without: Type.Array(Type.String(), { description: 'The parts of answers that step aside' }),
      refuses: Type.Array(Type.Enum(priorities), { description: 'The calls that are refused' }),
    }),
  ),
})
export type ResilienceReport = Static<typeof ResilienceReport>

export const CacheReport = Type.Object({
  processes: Type.Array(Type.Object({ process: processName, caches: Caches })),
  unreachable: Unreachable,
})
export type CacheReport = Static<typeof CacheReport>

export const MetricsReport = Type.Object({
  processes: Type.Array(Type.Object({ process: processName, samples: Samples })),
  unreachable: Unreachable,
})

export const CircuitReset = Type.Object(
  {
    names: Type.Optional(
      Type.Array(Type.String({ pattern: '^[\\w-]{1,64}$' }), {
        maxItems: 100,
        description: 'The dependencies whose circuits are closed, such as prediction or Postgres; all unless given',
      }),
    ),
  },
  { additionalProperties: false },
)

export const CircuitsReset = Type.Object({
  reset: Type.Array(Type.Object({ process: processName, names: Type.Array(Type.String()) }), {
    description: 'The circuits that are closed now, by process',
  }),
  unreachable: Unreachable,
})
export type CircuitsReset = Static<typeof CircuitsReset>

export const LevelForce = Type.Object(
  {
    level: Type.Enum(loadLevelNames, {
      description: `normal leaves nothing out and refuses nothing for the load; essential leaves out parts of answers;
critical also refuses all but events, predictions and what engineers on call need`,
    }),
    seconds: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 86_400,
        description: 'How long it holds; 600 unless given. Then the level follows the load again',
      }),
    ),
  },
  { additionalProperties: false },
)

export const LevelForced = Type.Object({
  level: Type.Enum(loadLevelNames),
  remainingSeconds: Type.Number({ description: 'Until the level follows the load again' }),
})
export type LevelForced = Static<typeof LevelForced>

/** None hides warnings: changes by operators are on record as warnings. */
const logLevels = ['trace', 'debug', 'info', 'warn'] as const

export const ProcessLogLevel = Type.Object(
  { level: Type.Enum(logLevels), seconds: Type.Integer({ minimum: 1, maximum: 86_400 }) },
  { additionalProperties: false },
)

export const LogLevelChange = Type.Object(
  {
    level: Type.Enum(logLevels, { description: 'Lines of this level and worse are written' }),
    service: Type.Optional(
      Type.Enum(['gateway', 'prediction', 'suggestion', 'search', 'maintenance', 'worker'] as const, {
        description: 'The service that changes; all of them unless given',
      }),
    ),
    seconds: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 86_400,
        description: 'How long it holds; 900 unless given. Then the configured level holds again',
      }),
    ),
  },
  { additionalProperties: false },
)

export const LogLevelChanged = Type.Object({
  level: Type.Enum(logLevels),
  remainingSeconds: Type.Number({ description: 'Until the configured level holds again' }),
  processes: Type.Array(processName, { description: 'Processes that have changed' }),
  unreachable: Unreachable,
})

export const CachePurge = Type.Object(
  {
    tenantId: Id('The tenant whose cached values are purged'),
    tags: Type.Optional(
      Type.Array(Type.String({ pattern: '^[\\w:./-]{1,256}$' }), {
        minItems: 1,
        maxItems: 100,
        description: 'Purges what carries one of these tags; all of the tenant unless given',
      }),
    ),
  },
  { additionalProperties: false },
)
