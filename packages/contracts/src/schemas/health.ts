import { type Static, Type } from 'typebox'
import { loadLevelNames } from '../load-level-names.ts'

const HealthStatus = Type.Enum(['ok', 'degraded', 'down'] as const)
export type HealthStatus = Static<typeof HealthStatus>

const detail = Type.Optional(Type.String({ description: 'What is wrong', examples: ['no answer within 500 ms'] }))

/** What a process found when it looked at one of its dependencies. */
const Finding = Type.Object({
  status: HealthStatus,
  detail,
  loses: Type.Optional(Type.String({ description: 'What users miss because of it' })),
})
export type Finding = Static<typeof Finding>

/** The answer of a process to `/readyz`. */
export const Readiness = Type.Object({
  status: Type.Enum(['ready', 'degraded', 'not ready'] as const, {
    description: 'degraded: can serve, if only by fallback',
  }),
  checks: Type.Record(Type.String(), Finding, { description: 'By the name of what was looked at' }),
})
export type Readiness = Static<typeof Readiness>

const Checks = Type.Record(
  Type.String(),
  Type.Object({
    status: HealthStatus,
    detail,
    seenBy: Type.Array(Type.String(), { description: 'The processes that see this state' }),
  }),
  { description: 'Dependencies, by name, in the worst state that a process sees' },
)

export const HealthReport = Type.Object({
  status: Type.Enum(['ok', 'degraded', 'down'] as const, {
    description: 'degraded: something is lost, see lost. down: the gateway can serve nothing',
  }),
  lost: Type.Array(Type.String(), { description: 'What users miss now; empty if all is well' }),
  services: Type.Record(
    Type.String(),
    Type.Enum(['ready', 'degraded', 'not ready', 'unreachable'] as const, { description: 'What its probe says' }),
    { description: 'Every replica of every service; the second of a service is called "search 2"' },
  ),
  checks: Checks,
  circuits: Type.Record(Type.String(), Type.Enum(['closed', 'open', 'halfOpen'] as const), {
    description: 'The circuits of the gateway, by dependency',
  }),
  load: Type.Object({
    level: Type.Enum(loadLevelNames),
    pressure: Type.Number({ description: 'The highest use of a resource; 1 is all of it' }),
  }),
})
export type HealthReport = Static<typeof HealthReport>
