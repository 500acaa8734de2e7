export type { Reason } from './blending/mixture.ts'
export type { Prior } from './blending/prior.ts'
export { PriorEstimate } from './blending/prior-estimate.ts'
export { type EvaluateOptions, type EvaluationReport, evaluateNextItem } from './evaluation/evaluate-next-item.ts'
export type { EventLogOptions, UsageEvent } from './log/event-log.ts'
export {
  type Counts,
  type Learned,
  learnedFormat,
  NextItemModel,
  type NextItemModelOptions,
  type Related,
} from './model/next-item-model.ts'
export type { Prediction, PredictionQuery } from './model/prediction.ts'
export type { Outcome } from './monitoring/outcome.ts'
export type { Metrics } from './monitoring/prequential.ts'
export { type ItemKind, itemKinds, type ModelMetrics, Scoreboard } from './monitoring/scoreboard.ts'
export { type Contestant, type TrialResult, trial } from './tuning/champion-challenger.ts'
export { heldBackOf } from './tuning/recent-sessions.ts'
export { type TuneOptions, type TuneProgress, type TuneResult, tune } from './tuning/tune.ts'
