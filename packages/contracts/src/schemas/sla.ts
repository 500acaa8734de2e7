import { type Static, Type } from 'typebox'

const counts = {
  total: Type.Integer({ description: 'Answers that count for the objective' }),
  good: Type.Integer({ description: 'Those that were as the objective wants them' }),
  measured: Type.Optional(Type.Number({ description: 'good divided by total; absent without an answer' })),
  isMet: Type.Boolean({ description: 'Whether the objective was met; true without an answer' }),
}

const BurnRates = Type.Object(
  { '5m': Type.Number(), '30m': Type.Number(), '1h': Type.Number(), '6h': Type.Number(), '3d': Type.Number() },
  { description: 'How fast the budget was used: at 1, all of it in exactly the window of the objective' },
)

const Objective = Type.Object({
  name: Type.String({ examples: ['availability', 'p95-search'] }),
  title: Type.String(),
  objective: Type.Number({ description: 'The least share of good answers', examples: [0.999] }),
  windowDays: Type.Integer({ description: 'The days up to now that are measured' }),
  withinMs: Type.Optional(Type.Integer({ description: 'An answer is good if it came within so many ms' })),
  ...counts,
  budget: Type.Object({
    allowed: Type.Number({ description: 'How many of the answers may be bad' }),
    used: Type.Integer({ description: 'How many were' }),
    left: Type.Number({ description: 'The share of the budget that is left; negative if it is exceeded' }),
  }),
  burnRates: BurnRates,
})

const Period = Type.Object({
  period: Type.String({ description: 'A day or a month, in UTC', examples: ['2026-11-29'] }),
  objectives: Type.Record(Type.String(), Type.Object(counts), { description: 'By the name of the objective' }),
})

export const SlaReport = Type.Object({
  tenantId: Type.Optional(Type.String({ description: 'Whose requests were counted; absent for those of all tenants' })),
  generatedAt: Type.String({ format: 'date-time' }),
  objectives: Type.Array(Objective),
  days: Type.Array(Period, { description: 'The last 31 days with answers, the oldest first' }),
  months: Type.Array(Period, { description: 'The last 13 months with answers, the oldest first' }),
})
export type SlaReport = Static<typeof SlaReport>
