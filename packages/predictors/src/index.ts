export type { Prior } from './blending/prior.ts'
export { PriorEstimate } from './blending/prior-estimate.ts'
export type { Reason } from './blending/ranked-item.ts'
export { type EvaluateOptions, type EvaluationReport, evaluateNextItem } from './evaluation/evaluate-next-item.ts'
export type { Challenger, ScoringTime, TrainedState } from './league/challenger.ts'
export { EventLog, type EventLogOptions, type UsageEvent } from './log/event-log.ts'
export {
  type Counts,
  type LearnedState,
  learnedFormat,
  NextItemModel,
  type NextItemModelOptions,
  type RelatedItem,
  type Revision,
  type RobotOfModel,
} from './model/next-item-model.ts'
export type { Prediction, PredictionQuery } from './model/prediction.ts'
export type { Removals } from './model/removal-times.ts'
export type { Outcome } from './monitoring/outcome.ts'
export type { Metrics } from './monitoring/prequential.ts'
export { type ItemKind, itemKinds, type ModelMetrics, Scoreboard } from './monitoring/scoreboard.ts'
export {
  findRobots,
  type RobotKind,
  type RobotSession,
  robotKinds,
} from './robots/find-robots.ts'
export { RobotWatch } from './robots/robot-watch.ts'
export { type ChampionChallengerResult, type Contestant, championChallenger } from './tuning/champion-challenger.ts'
export { heldOutSessions } from './tuning/recent-sessions.ts'
export { type TuneOptions, type TuneProgress, type TuneResult, tune } from './tuning/tune.ts'
