import { type Static, Type } from 'typebox'

export const LearningQuery = Type.Object(
  {
    window: Type.Optional(
      Type.String({
        pattern: '^[1-9][0-9]{0,2}[hd]$',
        default: '24h',
        examples: ['24h', '7d'],
        description: 'How far back to look, in hours or days. Inkling keeps 400 days',
      }),
    ),
    by: Type.Optional(
      Type.Enum(['hour', 'day'] as const, {
        description:
          'Return the measures of each hour too, of at most the last 168, or of each day (UTC), of at most the last 92',
      }),
    ),
  },
  { additionalProperties: false },
)
export type LearningQuery = Static<typeof LearningQuery>

const measures = {
  cases: Type.Integer({ description: 'Predictions that could be compared with what came next' }),
  hitRateAt1: Type.Number({ description: 'The share of cases in which the first item came next' }),
  hitRateAt5: Type.Number({ description: 'The share of cases in which one of the first 5 items came next' }),
  hitRateAt20: Type.Number({ description: 'The share of cases in which one of the first 20 items came next' }),
  hitRateAt20Interval: Type.Tuple([Type.Number(), Type.Number()], {
    description: 'The 95 % confidence interval of hitRateAt20 (Wilson score)',
  }),
  mrrAt20: Type.Number({ description: 'Mean reciprocal rank over the first 20 items' }),
  ndcgAt20: Type.Number({ description: 'Normalised discounted cumulative gain over the first 20 items' }),
  logLoss: Type.Number({ description: 'The mean log loss, in nats' }),
  answerRate: Type.Number({ description: 'The share of cases in which the prediction listed any item' }),
  coverage: Type.Number({
    description: `The share of known items that were among the first 20 of any prediction.
It is estimated by a sketch, with a standard error of 4.3 % of the value`,
  }),
  calibrationError: Type.Number({
    description: `The expected calibration error of the listed probabilities:
the mean difference to what happened, over 20 bins`,
  }),
}
const Measures = Type.Object(measures)

const CalibrationBin = Type.Object({
  promised: Type.Number({ description: 'The mean probability that was listed' }),
  happened: Type.Number({ description: 'The share of the listed items that came next' }),
  promises: Type.Integer({ description: 'Items that were listed with such a probability' }),
})

const ModelMetrics = Type.Object({
  model: Type.String({ description: 'A component of the model, or "blend" for the predictions that were served' }),
  ...measures,
  calibration: Type.Optional(
    Type.Array(CalibrationBin, {
      description: `The reliability diagram: of each twentieth of the listed probabilities how many came true. Bins
without an item are left out. Of the whole window only`,
    }),
  ),
  novelty: Type.Optional(
    Type.Number({ description: 'The share of listed items that the session had not used before; absent without any' }),
  ),
  repeat: Type.Optional(Measures),
  new: Type.Optional(Measures),
})

const kinds = `The measures of each model. \`repeat\` holds the cases in which the session had used the next item
before, \`new\` all others. For coverage and calibration the listed item decides instead of the next one.
Either is absent if it has no cases`

const Weights = Type.Object({ recordedAt: Type.String(), weights: Type.Record(Type.String(), Type.Number()) })

const answerMeasures = {
  receipts: Type.Integer({ description: 'Answers that were given' }),
  clicked: Type.Integer({ description: 'Answers with at least one click, use, save, purchase or used prefetch' }),
  signals: Type.Optional(
    Type.Record(Type.String(), Type.Integer(), {
      description:
        'How many of the answers got each signal, such as `prefetchUsed`; signals that none got are left out',
    }),
  ),
  clickThroughRate: Type.Number({ description: 'clicked divided by receipts' }),
  clickThroughRateInterval: Type.Tuple([Type.Number(), Type.Number()], {
    description: 'The 95 % confidence interval of clickThroughRate (Wilson score)',
  }),
  precisionAt1: Type.Number({ description: 'The share of first items that were clicked' }),
  precisionAt5: Type.Number({ description: 'Of 5 places, the share whose item was clicked; a short list has fewer' }),
  precisionAt10: Type.Number({ description: 'The same of 10 places' }),
  mrr: Type.Number({
    description: 'The mean reciprocal rank of the item that was clicked first; 0 for an answer without a click',
  }),
  coverage: Type.Number({
    description: `The share of known items that any answer showed. It is estimated by a sketch, with a standard error
of 4.3 % of the value`,
  }),
}

const FeedbackMetrics = Type.Object({
  kind: Type.String({ description: 'prediction, suggestion or search' }),
  ...answerMeasures,
})

const ScenarioMetrics = Type.Object({
  scenario: Type.String({ description: 'The placement; empty for suggestions of none' }),
  ...answerMeasures,
})

const WaitingFeedback = Type.Object({
  waiting: Type.Integer({ description: 'Lines whose answer is not recorded yet' }),
  unknown: Type.Integer({
    description: `Lines of the last 7 days whose answer was not recorded within 15 minutes: its request refused consent,
or the record was lost`,
  }),
})

const apart = {
  models: Type.Array(ModelMetrics),
  feedback: Type.Optional(Type.Array(FeedbackMetrics)),
  scenarios: Type.Optional(Type.Array(ScenarioMetrics)),
}
const Hour = Type.Object({ hour: Type.String({ format: 'date-time' }), ...apart })
const Day = Type.Object({ day: Type.String({ format: 'date' }), ...apart })

export const LearningMetrics = Type.Object(
  {
    window: Type.String({ description: 'The window that was measured' }),
    models: Type.Array(ModelMetrics, { description: kinds }),
    hours: Type.Optional(Type.Array(Hour, { description: 'Oldest first; hours without cases are left out' })),
    days: Type.Optional(
      Type.Array(Day, { description: 'Oldest first, whole and in UTC; days without cases are left out' }),
    ),
    weights: Type.Array(Weights, {
      description: 'The weights of the components in the blend, newest first, at most 50 records',
    }),
    feedback: Type.Array(FeedbackMetrics, { description: 'What became of the answers, by kind' }),
    scenarios: Type.Array(ScenarioMetrics, { description: 'What became of suggestions, by placement' }),
    unjoined: WaitingFeedback,
  },
  { description: 'The measures' },
)
export type LearningMetrics = Static<typeof LearningMetrics>
