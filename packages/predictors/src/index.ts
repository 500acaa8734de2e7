export { type EvaluateOptions, type EvaluationReport, evaluateNextItem } from './evaluation/evaluate-next-item.ts'
export type { EventLogOptions, UsageEvent } from './event-log.ts'
export type { Reason } from './mixture.ts'
export {
  type Counts,
  type Learned,
  learnedFormat,
  NextItemModel,
  type NextItemModelOptions,
  type Related,
} from './next-item-model.ts'
export type { Outcome } from './outcome.ts'
export type { Prediction, PredictionQuery } from './prediction.ts'
export type { Metrics } from './prequential.ts'
export type { Prior } from './prior.ts'
export { PriorEstimate } from './prior-estimate.ts'
export { type ItemKind, itemKinds, type ModelMetrics, Scoreboard } from './scoreboard.ts'
export { heldBackOf } from './tail.ts'
export { type Contestant, type TrialResult, trial } from './trial.ts'
export { type TuneOptions, type TuneProgress, type TuneResult, tune } from './tune.ts'
