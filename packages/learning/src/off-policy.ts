import { studentQuantile } from './normal-distribution.ts'
import { type PairedDifference, pairedDifference } from './paired-difference.ts'

/** What happened to one item that was shown, and how another policy would have shown it. */
export interface LoggedReward {
  /** User or session. Rewards of one cluster are alike. */
  cluster: string
  /** Propensity of the item at its position under the other policy, divided by the logged propensity. */
  weight: number
  /** Such as 1 if it was clicked, else 0. */
  reward: number
}

/** The same, with what a model of the rewards expects. The model must not have learned from these rewards. */
export interface ModelledReward extends LoggedReward {
  /** Of the item that was shown. */
  predicted: number
  /** Of the other policy at the same position: Σ propensity · prediction over the items. */
  baseline: number
}

/** With a 95 % interval. */
export interface Estimate {
  value: number
  low: number
  high: number
}

/** Mean rewards per shown item. */
export interface OffPolicyEstimate {
  logged: Estimate
  target: Estimate
  /** Target less logged. */
  effect: Estimate
  clusters: number
  /** (Σ weight)² / Σ weight² (Kish 1965): intervals from fewer than about 100 are too narrow. */
  effectiveSampleSize: number
  /** Mean weight. It is about 1 if the log holds whatever the target shows; the less, the more is left out. */
  support: number
}

/**
 * The mean reward under another policy, by the self-normalised inverse-propensity estimator Σ weight · reward /
 * Σ weight (SNIPS, Swaminathan & Joachims, NeurIPS 2015). Its standard error is that of a ratio by linearisation,
 * clustered (Liang & Zeger 1986).
 */
export function snips(rewards: readonly LoggedReward[]): OffPolicyEstimate {
  const meanWeight = mean(rewards.map(({ weight }) => weight))
  const value = mean(rewards.map(({ weight, reward }) => weight * reward)) / meanWeight
  return estimate(rewards, ({ weight, reward }) => value + (weight * (reward - value)) / meanWeight)
}

/**
 * The mean reward under another policy, by the doubly robust estimator: baseline + weight · (reward − predicted)
 * (Dudík, Langford & Li, ICML 2011). It is right if either the propensities or the predictions are, and the better the
 * predictions the narrower its interval.
 */
export function doublyRobust(rewards: readonly ModelledReward[]): OffPolicyEstimate {
  return estimate(rewards, ({ baseline, weight, reward, predicted }) => baseline + weight * (reward - predicted))
}

/** The 95 % interval of a mean, by Student's distribution over its groups. */
export function confidenceInterval({ mean: value, standardError, groups }: PairedDifference): Estimate {
  const half = groups > 1 ? studentQuantile(groups - 1) * standardError : Number.POSITIVE_INFINITY
  return { value, low: value - half, high: value + half }
}

/** @param contribution of one reward to the target's mean */
function estimate<R extends LoggedReward>(
  rewards: readonly R[],
  contribution: (reward: R) => number,
): OffPolicyEstimate {
  const clusters = [...Map.groupBy(rewards, ({ cluster }) => cluster).values()]
  const over = (of: (reward: R) => number) => confidenceInterval(pairedDifference(clusters.map((own) => own.map(of))))
  const weights = rewards.map(({ weight }) => weight)
  const squares = weights.reduce((sum, weight) => sum + weight * weight, 0)
  const support = mean(weights)
  return {
    logged: over(({ reward }) => reward),
    target: over(contribution),
    effect: over((reward) => contribution(reward) - reward.reward),
    clusters: clusters.length,
    effectiveSampleSize: squares > 0 ? (support * weights.length) ** 2 / squares : 0,
    support,
  }
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
