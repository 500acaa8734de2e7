import { type Static, Type } from 'typebox'

export const LearningQuery = Type.Object(
  { window: Type.Optional(Type.String({ pattern: '^[1-9][0-9]{0,2}[hd]$', default: '24h', examples: ['24h', '7d'] })) },
  { additionalProperties: false },
)
export type LearningQuery = Static<typeof LearningQuery>

const ModelMetrics = Type.Object({
  model: Type.String({ description: 'A component, or "blend"' }),
  cases: Type.Integer(),
  hitRateAt1: Type.Number(),
  hitRateAt5: Type.Number(),
  hitRateAt20: Type.Number(),
  hitRateAt20Interval: Type.Tuple([Type.Number(), Type.Number()], { description: '95 %, Wilson score' }),
  mrrAt20: Type.Number(),
  ndcgAt20: Type.Number(),
  logLoss: Type.Number({ description: 'Mean, in nats' }),
})

export const LearningMetrics = Type.Object({
  window: Type.String(),
  models: Type.Array(ModelMetrics),
  weights: Type.Array(Type.Object({ recordedAt: Type.String(), weights: Type.Record(Type.String(), Type.Number()) }), {
    description: 'Newest first',
  }),
  feedback: Type.Array(
    Type.Object({
      kind: Type.String(),
      receipts: Type.Integer(),
      clicked: Type.Integer(),
      clickThroughRate: Type.Number(),
    }),
  ),
})
export type LearningMetrics = Static<typeof LearningMetrics>
