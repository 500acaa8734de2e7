import { type Static, Type } from 'typebox'

export const LearningQuery = Type.Object(
  {
    window: Type.Optional(
      Type.String({
        pattern: '^[1-9][0-9]{0,2}[hd]$',
        default: '24h',
        examples: ['24h', '7d'],
        description: 'Hours or days back from now; 400 days are kept',
      }),
    ),
    by: Type.Optional(
      Type.Enum(['hour'] as const, { description: 'Also every hour for itself, at most the newest 168' }),
    ),
  },
  { additionalProperties: false },
)
export type LearningQuery = Static<typeof LearningQuery>

const measures = {
  cases: Type.Integer(),
  hitRateAt1: Type.Number(),
  hitRateAt5: Type.Number(),
  hitRateAt20: Type.Number(),
  hitRateAt20Interval: Type.Tuple([Type.Number(), Type.Number()], { description: '95 %, Wilson score' }),
  mrrAt20: Type.Number(),
  ndcgAt20: Type.Number(),
  logLoss: Type.Number({ description: 'Mean, in nats' }),
  answerRate: Type.Number({ description: 'Share of cases in which anything was listed' }),
  coverage: Type.Number({
    description:
      'Share of the known items that were ever among the best 20; counted by a sketch, standard error 4.3 % of it',
  }),
  calibrationError: Type.Number({
    description: 'Expected calibration error of the listed probabilities: mean gap to what happened, over 20 bins',
  }),
}
const Measures = Type.Object(measures)

const ModelMetrics = Type.Object({
  model: Type.String({ description: 'A component, or "blend"' }),
  ...measures,
  repeat: Type.Optional(Measures),
  new: Type.Optional(Measures),
})

const kinds = `\`repeat\` and \`new\`: cases apart by whether the session had used the item that came next; coverage and
calibration by whether it had used the item listed. Absent where there is no case.`

export const LearningMetrics = Type.Object({
  window: Type.String(),
  models: Type.Array(ModelMetrics, { description: kinds }),
  hours: Type.Optional(
    Type.Array(Type.Object({ hour: Type.String({ format: 'date-time' }), models: Type.Array(ModelMetrics) }), {
      description: 'Oldest first; hours without a case are left out',
    }),
  ),
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
