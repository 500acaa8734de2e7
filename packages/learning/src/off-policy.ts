import { studentQuantile } from './normal-distribution.ts'
import { differenceOfSums, type PairedDifference, pairedDifference } from './paired-difference.ts'

/** What happened to one item that was shown, and how another policy would have shown it. */
export interface LoggedReward {
  /** User or session. Rewards of one cluster are alike. */
  cluster: string
  /**
   * How much more the other policy shows the item than the logged one did: the ratio of their `exposure`s (see
   * `RankingPolicy`). It may also be the ratio of their propensities for the item at its position; then no examination
   * is given, and whatever the log never shows at this position is not covered.
   */
  weight: number
  /** Of its position, above 0, if the weight is a ratio of exposures; 1 by default. */
  examination?: number
  /** Such as 1 if it was clicked, else 0. */
  reward: number
}

/** The same, with what a model of the rewards expects. The model must not have learned from these rewards. */
export interface ModelledReward extends LoggedReward {
  /** Of the item that was shown, at its position. */
  predicted: number
  /** Of the other policy, per shown item: Σ exposure · predicted attraction over all candidates / items shown. */
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
  /** (Σ weight)² / Σ weight² (Kish 1965), weights times examination. From fewer than about 100, doubt the intervals. */
  effectiveSampleSize: number
  /** Mean weight. It is about 1 if the log shows whatever the target shows; below that, the rest is not covered. */
  support: number
}

interface ClusterSums {
  cases: number
  reward: number
  /** Σ weight · reward */
  weighted: number
  /** Σ weight · examination */
  exposed: number
}

/**
 * The mean reward under another policy, by the self-normalised inverse-propensity estimator (SNIPS, Swaminathan &
 * Joachims, NeurIPS 2015): mean examination · Σ weight · reward / Σ weight · examination. With exposures it relies on
 * the position-based click model (Li et al., "Offline evaluation of ranking policies with click models", KDD 2018). The
 * standard error is that of a ratio by linearisation, clustered (Liang & Zeger 1986).
 *
 * It keeps sums per cluster, so that rewards may be added a few at a time.
 */
export class Snips {
  readonly #clusters = new Map<string, ClusterSums>()
  #examined = 0
  #squares = 0

  add({ cluster, weight, reward, examination = 1 }: LoggedReward): void {
    const sums = this.#clusters.get(cluster) ?? { cases: 0, reward: 0, weighted: 0, exposed: 0 }
    this.#clusters.set(cluster, sums)
    sums.cases++
    sums.reward += reward
    sums.weighted += weight * reward
    sums.exposed += weight * examination
    this.#examined += examination
    this.#squares += (weight * examination) ** 2
  }

  get clusters(): number {
    return this.#clusters.size
  }

  get estimate(): OffPolicyEstimate {
    const all = [...this.#clusters.values()]
    const total = (name: keyof ClusterSums) => all.reduce((sum, own) => sum + own[name], 0)
    const [cases, exposed] = [total('cases'), total('exposed')]
    const attraction = total('weighted') / exposed
    const targetOf = (own: ClusterSums) =>
      (this.#examined / cases) * attraction * own.cases +
      (this.#examined / exposed) * (own.weighted - attraction * own.exposed)
    const sizes = all.map((own) => own.cases)
    const over = (of: (own: ClusterSums) => number) => confidenceInterval(differenceOfSums(all.map(of), sizes))
    return {
      logged: over(({ reward }) => reward),
      target: over(targetOf),
      effect: over((own) => targetOf(own) - own.reward),
      clusters: all.length,
      effectiveSampleSize: this.#squares > 0 ? exposed ** 2 / this.#squares : 0,
      support: exposed / this.#examined,
    }
  }
}

/** {@link Snips} of these rewards. */
export function snips(rewards: readonly LoggedReward[]): OffPolicyEstimate {
  const sums = new Snips()
  for (const reward of rewards) sums.add(reward)
  return sums.estimate
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
  const weights = rewards.map(({ weight, examination = 1 }) => weight * examination)
  const squares = weights.reduce((sum, weight) => sum + weight * weight, 0)
  return {
    logged: over(({ reward }) => reward),
    target: over(contribution),
    effect: over((reward) => contribution(reward) - reward.reward),
    clusters: clusters.length,
    effectiveSampleSize: squares > 0 ? (mean(weights) * weights.length) ** 2 / squares : 0,
    support: mean(weights) / mean(rewards.map(({ examination = 1 }) => examination)),
  }
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
