import type { Context } from '../components/context.ts'
import type { Predictor } from '../components/predictor.ts'
import { ItemEmbedding } from '../embedding/item-embedding.ts'
import type { EventLog } from '../log/event-log.ts'
import { PartialTopK } from '../ranking/partial-top-k.ts'
import { ScoreAccumulator } from '../ranking/score-accumulator.ts'
import type { TopK } from '../ranking/top-k.ts'
import type { BlendOutcome, ItemRank } from './blend-outcome.ts'
import { CalibratedList } from './calibrated-list.ts'
import type { Component } from './component.ts'
import { ComponentAlone } from './component-alone.ts'
import { Freshness } from './freshness.ts'
import { LogitCorrection, type LogitCorrectionState } from './logit-correction.ts'
import { Mixture, type MixtureState } from './mixture.ts'
import type { Prior } from './prior.ts'
import type { RankedItem, Reason } from './ranked-item.ts'

/** Items that the logit correction weighs against each other. */
const candidates = 100
/** Rounding may give a probability of 0 to an item that then comes next; it counts as this. */
const least = 1e-12

export interface BlendState {
  freshness: number[]
  seen: MixtureState
  fresh: MixtureState
  components: Record<string, number[]>
  correction: LogitCorrectionState
  /** Absent: calibration starts without any cases. */
  calibration?: number[]
  /** Weights per component that stay as they are. Absent: those that were learned serve. */
  fixed?: Readonly<Record<string, number>>
}

/**
 * The union of all components' candidates, as probabilities that sum to at most 1:
 *
 *     p(item) = P(seen) · p_seen(item)    if the running session has used the item
 *               P(fresh) · p_fresh(item)  if not
 *
 * The two mixtures have their own weights, because a component may know well where people go and nothing of what they
 * come back to. One mixture over all items would underrate both: it would give each component's probability for one
 * kind to the other kind. A logit correction then corrects the errors that the mixtures share, while it is known to be
 * better.
 *
 * The buffers of a case are reused by the next one; every method starts its own case and returns values that stay
 * valid.
 */
export class Blend {
  readonly predictors: readonly Predictor[]
  readonly #seen: Mixture
  readonly #fresh: Mixture
  readonly #freshness: Freshness
  readonly #alone: readonly ComponentAlone[]
  readonly #correction: LogitCorrection
  readonly #calibratedList: CalibratedList
  /** Scratch: the scores of one component, the mixed probabilities of all items, and the best of those. */
  readonly #scores = new ScoreAccumulator()
  readonly #mixed = new ScoreAccumulator()
  readonly #candidates: PartialTopK
  #fixed: Readonly<Record<string, number>> | undefined

  /** @param embedding of the log's items; without one, their fit has no part in the correction */
  constructor(components: readonly Component[], log: EventLog, embedding = new ItemEmbedding()) {
    const priors = new Map(components.map(({ predictor, prior }) => [predictor.name, prior]))
    this.predictors = components.map(({ predictor }) => predictor)
    this.#seen = new Mixture(priors, log.items)
    this.#fresh = new Mixture(priors, log.items)
    this.#freshness = new Freshness(log.items)
    this.#alone = this.#seen.experts.map((seen, i) => {
      return new ComponentAlone({ seen, fresh: this.#fresh.experts[i]! }, this.#freshness, log.items)
    })
    this.#correction = new LogitCorrection([...priors.keys()], log, embedding)
    this.#calibratedList = new CalibratedList(log.items)
    this.#candidates = new PartialTopK(candidates, log.items)
  }

  /**
   * Lists the most probable items, best first, at most `limit`. Removed items are left out, and their probability goes
   * to the other items in proportion: p(item | no removed item comes next). Components named in `without` are not
   * asked, which saves their time.
   */
  predict(
    context: Context,
    limit: number,
    isExplained = false,
    isRemoved?: (item: number) => boolean,
    without?: ReadonlySet<string>,
  ): RankedItem[] {
    const list = this.#rank(context, limit, isRemoved, without)
    return Array.from({ length: list.size }, (_, n) => {
      const [item, probability] = [list.key(n), list.score(n)]
      return isExplained ? { item, probability, reasons: this.#explain(item) } : { item, probability }
    })
  }

  /** Where the blend ranks an item (-1: one that the log does not know) among its best `limit`. */
  rankOf(context: Context, item: number, limit: number): ItemRank {
    this.#rank(context, limit)
    return this.#rankOf(item)
  }

  /** The item came next in this context: returns how each model did, then learns from the case. */
  observe(context: Context, item: number, limit: number): BlendOutcome {
    const listed = this.predict(context, limit)
    const outcome = {
      blend: { ...this.#rankOf(item), listed },
      components: this.#alone.map((alone) => ({ ...alone.rankOf(item), listed: alone.list(limit) })),
    }
    this.#learn(context, item)
    return outcome
  }

  /** The same without the components alone, which are half of its cost. */
  judge(context: Context, item: number, limit: number): ItemRank {
    const rank = this.rankOf(context, item, limit)
    this.#learn(context, item)
    return rank
  }

  /**
   * The item came next in this context: learns only how often the probabilities of a list of `limit` items come true.
   */
  calibrate(context: Context, item: number, limit: number): void {
    this.#rank(context, limit)
    this.#calibratedList.learn(item)
  }

  /** Whether the logit correction is in service. */
  get isCorrected(): boolean {
    return this.#correction.isServing
  }

  /**
   * Shrinks the weights towards a prior, which counts less the more cases they were learned from. Not part of the
   * state.
   */
  shrinkTowards({ seen, fresh, correction }: Prior): void {
    this.#seen.shrinkTowards(seen)
    this.#fresh.shrinkTowards(fresh)
    this.#correction.shrinkTowards(correction)
  }

  /** Weighs the components by these instead of the learned weights, which are learned on; undefined ends it. */
  fixWeights(weights: Readonly<Record<string, number>> | undefined): void {
    this.#fixed = weights
    for (const mixture of [this.#seen, this.#fresh]) mixture.fix(weights)
  }

  get fixedWeights(): Readonly<Record<string, number>> | undefined {
    return this.#fixed
  }

  /** Cases that the weights were learned from. */
  get cases(): number {
    return this.#seen.cases + this.#fresh.cases
  }

  /** Current weight per component, over all items; they sum to 1. */
  get weights(): Record<string, number> {
    const fresh = this.#freshness.overall
    const weight = (i: number) => fresh * this.#fresh.weights[i]! + (1 - fresh) * this.#seen.weights[i]!
    return Object.fromEntries(this.predictors.map(({ name }, i) => [name, weight(i)]))
  }

  get state(): BlendState {
    return {
      freshness: this.#freshness.state,
      seen: this.#seen.state,
      fresh: this.#fresh.state,
      components: Object.fromEntries(this.predictors.map(({ name, learned }) => [name, learned ?? []])),
      correction: this.#correction.state,
      calibration: this.#calibratedList.state,
      ...(this.#fixed && { fixed: this.#fixed }),
    }
  }

  restore({ freshness, seen, fresh, components, correction, calibration, fixed }: BlendState): void {
    this.fixWeights(fixed)
    this.#freshness.restore(freshness)
    this.#seen.restore(seen)
    this.#fresh.restore(fresh)
    this.#correction.restore(correction)
    if (calibration) this.#calibratedList.restore(calibration)
    for (const predictor of this.predictors) {
      if (predictor.learned) predictor.learned = components[predictor.name] ?? predictor.learned
    }
  }

  get heldBytes(): number {
    const own = this.#scores.heldBytes + this.#mixed.heldBytes + this.#correction.heldBytes
    return this.predictors.reduce((sum, predictor) => sum + (predictor.heldBytes ?? 0), own)
  }

  /** Computes the case of a context. The buffers of all parts, and the list returned, hold it until the next case. */
  #rank(context: Context, limit: number, isRemoved?: (item: number) => boolean, without?: ReadonlySet<string>): TopK {
    this.#scoreComponents(context, without)
    this.#mixed.clear()
    this.#seen.addTo(this.#mixed, 1 - this.#freshness.share)
    this.#fresh.addTo(this.#mixed, this.#freshness.share)
    this.#selectCandidates(Math.max(limit, candidates), isRemoved)
    if (this.isCorrected) this.#considerCorrection(context)
    return this.#list(limit)
  }

  /** Asks every component for its scores, and divides them into those of seen and of fresh items. */
  #scoreComponents(context: Context, without?: ReadonlySet<string>): void {
    const [scores, freshness] = [this.#scores, this.#freshness]
    freshness.begin(context)
    this.#seen.clear()
    this.#fresh.clear()
    this.predictors.forEach((predictor, i) => {
      const [seen, fresh] = [this.#seen.experts[i]!, this.#fresh.experts[i]!]
      scores.clear()
      if (!without?.has(predictor.name)) predictor.score(context, scores)
      for (const item of freshness.seen) {
        seen.offer(item, scores.of(item))
        scores.scale(item, 0)
      }
      fresh.offerAll(scores)
    })
    this.#fresh.close()
    freshness.settle(this.#seen.close())
  }

  /** The best of the mixed items, in no order. */
  #selectCandidates(limit: number, isRemoved?: (item: number) => boolean): void {
    const [mixed, selected] = [this.#mixed, this.#candidates]
    const share = isRemoved ? 1 / this.#withoutRemoved(isRemoved) : 1
    selected.clear(limit)
    for (let n = 0; n < mixed.size; n++) {
      const probability = mixed.of(mixed.item(n))
      if (probability > 0) selected.offer(mixed.item(n), probability * share)
    }
    selected.cut()
  }

  /** Takes the removed items out of the mixture. Returns the probability that is left to all other items. */
  #withoutRemoved(isRemoved: (item: number) => boolean): number {
    const mixed = this.#mixed
    let left = 1
    for (let n = 0; n < mixed.size; n++) {
      const item = mixed.item(n)
      if (!isRemoved(item)) continue
      left -= mixed.of(item)
      mixed.scale(item, 0)
    }
    return Math.max(least, left)
  }

  /** The best of the candidates, calibrated, best first. */
  #list(limit: number): TopK {
    const [selected, isCorrected] = [this.#candidates, this.isCorrected]
    const listed = this.#calibratedList.clear(Math.min(limit, selected.size))
    for (let n = 0; n < selected.size; n++) {
      const [item, mixed] = [selected.key(n), selected.score(n)]
      listed.offer(item, isCorrected ? this.#correction.probability(item, mixed) : mixed)
    }
    return this.#calibratedList.close()
  }

  #considerCorrection(context: Context): void {
    this.#correction.consider({
      context,
      candidates: this.#candidates,
      seen: this.#seen.experts,
      fresh: this.#fresh.experts,
      cases: this.cases,
      isSeen: (item) => this.#freshness.isSeen(item),
    })
  }

  #rankOf(item: number): ItemRank {
    return { rank: this.#calibratedList.rankOf(item), probability: Math.max(least, this.#probability(item)) }
  }

  #explain(item: number): Reason[] {
    const mixture = this.#mixtureOf(item)
    const sum = mixture.reasons(item, 1).reduce((total, { weight, score }) => total + weight * score, 0)
    const reasons = mixture.reasons(item, this.#probability(item) / sum)
    return reasons.sort((a, b) => b.weight * b.score - a.weight * a.score)
  }

  #learn(context: Context, item: number): void {
    this.#calibratedList.learn(item)
    if (!this.isCorrected) this.#considerCorrection(context)
    this.#correction.learn(item, this.#mixedProbability(item))
    this.#freshness.learn(item)
    this.#mixtureOf(item).learn(item, this.#freshness.peersOf(item))
    for (const predictor of this.predictors) predictor.learn?.(context, item)
  }

  /** The probability as served: mixed, corrected while that is in service, and calibrated. */
  #probability(item: number): number {
    return this.#calibratedList.probability(item, () => {
      const mixed = this.#mixedProbability(item)
      return this.isCorrected ? this.#correction.probability(item, mixed) : mixed
    })
  }

  /** The mixtures' probability of an item: above 0 for any item, and over all items at most 1. */
  #mixedProbability(item: number): number {
    const probability = this.#mixtureOf(item).probability(item, this.#freshness.peersOf(item))
    return this.#freshness.shareOf(item) * probability || this.#unexpected()
  }

  /** The probability of an item of a kind that no component names: one among all fresh items. */
  #unexpected(): number {
    const peers = this.#freshness.peersOf(-1)
    return this.#freshness.share * (this.#fresh.probability(-1, peers) || 1 / peers)
  }

  #mixtureOf(item: number): Mixture {
    return this.#freshness.isSeen(item) ? this.#seen : this.#fresh
  }
}
