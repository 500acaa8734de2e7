export { Alternatives } from './alternatives.ts'
export { assignVariant } from './assign-variant.ts'
export { CalibrationError } from './calibration-error.ts'
export type { Choice, ShownItem } from './choice-gradient.ts'
export { choosePrefetch, type PrefetchBudget, type PrefetchCandidate } from './choose-prefetch.ts'
export { ConditionalLogit } from './conditional-logit.ts'
export { ConfidenceSequence, type ConfidenceSequenceState, type Interval } from './confidence-sequence.ts'
export { Contest, type ContestState } from './contest.ts'
export { DistinctCount, distinctOf } from './distinct-count.ts'
export { diversify } from './diversify.ts'
export { FusionWeights, type FusionWeightsOptions, type FusionWeightsState } from './fusion-weights.ts'
export { fnv1a, hashText, mix } from './hash-text.ts'
export { Hedge, type HedgeState } from './hedge.ts'
export { InfluenceCap, type InfluenceCapState } from './influence-cap.ts'
export { clippedInversePropensity } from './inverse-propensity.ts'
export { IsotonicCalibration } from './isotonic-calibration.ts'
export {
  confidenceInterval,
  doublyRobust,
  type Estimate,
  type LoggedReward,
  type ModelledReward,
  type OffPolicyEstimate,
  Snips,
  snips,
} from './off-policy.ts'
export { PageHinkley } from './page-hinkley.ts'
export { type PairedDifference, pairedDifference } from './paired-difference.ts'
export { PositionBias, type PositionBiasState, type RandomisedPair } from './position-bias.ts'
export { RankingMetrics, type RankingSummary } from './ranking-metrics.ts'
export { RankingPolicy, type RankingPolicyOptions, type ShownCandidate } from './ranking-policy.ts'
export { sampleRatioMismatch } from './sample-ratio-mismatch.ts'
export { seededRandom } from './seeded-random.ts'
export {
  type Ruling,
  ShadowLeague,
  type ShadowLeagueState,
  type Standing,
  type StandingPhase,
} from './shadow-league.ts'
export { priorShare, shrink } from './shrinkage.ts'
export { type PastState, StateHistory } from './state-history.ts'
export { Tally, type TallyState, type TallySummary } from './tally.ts'
export { type DraftedItem, teamCredit, teamDraft } from './team-draft.ts'
export { type Arm, thompsonProbabilities } from './thompson-probabilities.ts'
export { untouched } from './untouched.ts'
export { VariantComparison, type VariantComparisonState } from './variant-comparison.ts'
export { WasteControl } from './waste-control.ts'
