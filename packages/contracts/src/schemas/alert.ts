import { type Static, Type } from 'typebox'

const severities = ['critical', 'warning', 'info'] as const
const states = ['pending', 'firing', 'resolved'] as const
const time = (description: string) => Type.String({ format: 'date-time', description })
const orNull = <T extends ReturnType<typeof Type.String>>(type: T, description: string) =>
  Type.Union([type, Type.Null()], { description })

const alertParts = {
  id: Type.String({ description: 'The same whenever the alert fires with these labels' }),
  name: Type.String({ examples: ['RedisUnavailable'] }),
  severity: Type.Enum(severities),
  state: Type.Enum(states, {
    description: 'pending: its condition is true, but not for long enough; resolved: it fired, and is over',
  }),
  title: Type.String({ description: 'What is wrong, and where' }),
  since: time('When its condition became true'),
}

export const Alert = Type.Object({
  ...alertParts,
  meaning: Type.String({ description: 'What it means to users' }),
  labels: Type.Record(Type.String(), Type.String(), { description: 'What tells it from other cases of the alert' }),
  seenBy: Type.Array(Type.String(), { description: 'The services in which its condition is true, or was last' }),
  firedAt: orNull(Type.String({ format: 'date-time' }), 'When it began to fire; null while it is pending'),
  resolvedAt: orNull(Type.String({ format: 'date-time' }), 'When it was over; null before'),
  flapping: Type.Boolean({ description: 'It fired again and again, so it stays until it was over for 15 minutes' }),
  runbook: Type.String({ description: 'What to do', examples: ['infra/runbooks/redis-unavailable.md'] }),
  exampleTraceId: orNull(Type.String(), 'A request that it harmed, if one is known; see `getTrace`'),
  symptoms: Type.Array(Type.Object(alertParts), { description: 'The alerts that follow from it, and notify nobody' }),
})
export type Alert = Static<typeof Alert>

export const AlertsQuery = Type.Object(
  { state: Type.Optional(Type.Enum(states, { description: 'Alerts in this state only; unless given, all of them' })) },
  { additionalProperties: false },
)

export const AlertReport = Type.Object({
  evaluatedAt: orNull(Type.String({ format: 'date-time' }), 'When the conditions were looked at last'),
  data: Type.Array(Alert, { description: 'The most urgent first; those that are over come last, newest first' }),
})
export type AlertReport = Static<typeof AlertReport>
