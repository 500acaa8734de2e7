import { type Static, Type } from 'typebox'
import { Named, Text } from './text.ts'

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
  acknowledgedAt: orNull(Type.String({ format: 'date-time' }), 'When somebody said to look after it'),
  acknowledgedBy: orNull(Type.String(), 'The id of the key with which it was acknowledged'),
  note: orNull(Type.String(), 'What the one who acknowledged it said'),
  notes: Type.Array(
    Type.Object({
      at: time('When it was said'),
      by: Type.String({ description: 'The id of a key' }),
      note: Type.String(),
    }),
    { description: 'Everything that was said with an acknowledgement, in this order' },
  ),
  silencedUntil: orNull(Type.String({ format: 'date-time' }), 'Until then it notifies nobody'),
  exampleTraceId: orNull(Type.String(), 'A request that it harmed, if one is known; see `getTrace`'),
  errorId: orNull(Type.String(), 'The newest group of errors behind it, if one is known; see `getError`'),
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

const alertId = Type.String({ pattern: '^[0-9a-f]{16}$', description: 'The id of the alert' })
export const AlertParams = Type.Object({ id: alertId })

export const Acknowledgement = Type.Object(
  { note: Type.Optional(Text(500, 'What the others on call should know')) },
  { additionalProperties: false },
)

const silenceId = Type.String({ pattern: '^[\\w-]{1,64}$', description: 'The id of the silence' })
export const SilenceParams = Type.Object({ silenceId })

const maxSilenceSeconds = 30 * 86_400
export const SilenceCreate = Type.Object(
  {
    alert: Type.String({ pattern: '^([A-Za-z]{1,64}|[*])$', description: 'The name of an alert; `*` for every alert' }),
    labels: Type.Optional(Named(Text(200), 10, 'The labels that an alert must have to be silenced')),
    reason: Type.String({ format: 'storable-text', minLength: 1, maxLength: 500, description: 'Why it is silenced' }),
    seconds: Type.Integer({ minimum: 60, maximum: maxSilenceSeconds, description: 'How long it lasts' }),
  },
  { additionalProperties: false },
)
export type SilenceCreate = Static<typeof SilenceCreate>

export const Silence = Type.Object({
  id: silenceId,
  alert: orNull(Type.String(), 'The name of an alert; null for every alert'),
  labels: Type.Record(Type.String(), Type.String()),
  reason: Type.String(),
  createdBy: Type.String({ description: 'The id of the key that created it' }),
  createdAt: time('When it was created'),
  expiresAt: time('When it is over'),
})
export type Silence = Static<typeof Silence>

const deliveryStates = ['waiting', 'delivered', 'dead'] as const

export const AlertDeliveriesQuery = Type.Object(
  { state: Type.Optional(Type.Enum(deliveryStates, { description: 'Messages in this state only' })) },
  { additionalProperties: false },
)

export const AlertDeliveryParams = Type.Object(
  { deliveryId: Type.String({ pattern: '^msg_[0-9a-f]{1,24}$', description: 'The message, as listed' }) },
  { additionalProperties: false },
)

export const AlertDelivery = Type.Object({
  id: Type.String({ description: 'The webhook-id of a webhook' }),
  destination: Type.String({ description: 'Its name in ALERT_DESTINATIONS; log is the log of maintenance' }),
  state: Type.Enum(deliveryStates, { description: 'dead: it did not arrive, and is not tried again' }),
  alertIds: Type.Array(Type.String(), { description: 'The alerts that it tells of; none for a digest' }),
  attempts: Type.Integer(),
  error: orNull(Type.String(), 'Why the last attempt failed; null if it did not'),
  createdAt: time('When it was planned, or sent again'),
  endedAt: orNull(Type.String({ format: 'date-time' }), 'When it arrived or was given up; null while it waits'),
})
export type AlertDelivery = Static<typeof AlertDelivery>
