import { type Static, Type } from 'typebox'
import { Id } from './text.ts'

const fields = {
  kind: Type.Enum(['latency', 'error', 'hang', 'close', 'block'] as const, {
    description: `What happens to a call: latency makes it later, error fails it, hang never answers it, close loses its
answer. block makes the event loop of a process stand still`,
  }),
  dependency: Type.Optional(
    Type.String({
      pattern: '^[\\w-]{1,64}$',
      description: 'The policy whose calls meet the fault, such as Postgres or search; needed by all kinds but block',
    }),
  ),
  service: Type.Optional(
    Type.Enum(['gateway', 'prediction', 'suggestion', 'search', 'maintenance', 'worker'] as const, {
      description: 'The service whose processes make it; all unless given',
    }),
  ),
  tenantId: Type.Optional(Id('The only tenant whose calls meet it')),
  share: Type.Optional(
    Type.Number({
      exclusiveMinimum: 0,
      maximum: 1,
      description: 'The share of the calls that meet it; 1 unless given',
    }),
  ),
  latencyMs: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 3_600_000, description: 'How much later a call is made; of the kind latency' }),
  ),
  blockMs: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 1_000,
      description: 'How long the event loop stands still in each second; of the kind block',
    }),
  ),
}

export const FaultRequest = Type.Object(
  {
    ...fields,
    seconds: Type.Integer({ minimum: 1, maximum: 3_600, description: 'How long it lasts; then it ends by itself' }),
  },
  { additionalProperties: false },
)
export type FaultRequest = Static<typeof FaultRequest>

export const InjectedFault = Type.Object({
  ...fields,
  service: Type.Optional(Type.String()),
  id: Type.String({ description: 'Names the fault when it is to end early' }),
  remainingSeconds: Type.Number({ description: 'Until it ends by itself' }),
})
export type InjectedFault = Static<typeof InjectedFault>
