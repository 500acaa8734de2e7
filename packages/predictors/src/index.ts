export { type EvaluateOptions, type EvaluationReport, evaluateNextItem } from './evaluation/evaluate-next-item.ts'
export type { EventLogOptions, UsageEvent } from './event-log.ts'
export type { Reason } from './mixture.ts'
export {
  type Counts,
  type Learned,
  NextItemModel,
  type NextItemModelOptions,
  type Related,
} from './next-item-model.ts'
export type { Prediction, PredictionQuery } from './prediction.ts'
export type { Metrics, Outcome } from './prequential.ts'
export type { ModelMetrics } from './scoreboard.ts'
export { type TuneOptions, type TuneProgress, type TuneResult, tune } from './tune.ts'
