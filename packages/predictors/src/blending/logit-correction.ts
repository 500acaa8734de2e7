import { Alternatives, ConditionalLogit, Contest, type ContestState, priorShare } from '@inkling/learning'
import type { Context } from '../components/context.ts'
import type { ItemEmbedding } from '../embedding/item-embedding.ts'
import type { EventLog } from '../log/event-log.ts'
import { growArray } from '../log/grow-array.ts'
import { logCount } from '../ranking/log-count.ts'
import type { PartialTopK } from '../ranking/partial-top-k.ts'
import type { Expert } from './expert.ts'

export interface LogitCorrectionState {
  /** Names of the features, in the order of the weights. */
  features: string[]
  /** Per kind: one weight per feature shared by all situations, then one per feature for each situation. */
  weights: number[]
  steepness: number[]
  contest: ContestState
}

/** The mixtures' opinion of a context: the probabilities to start from, and the experts that give the features. */
export interface MixedOpinion {
  context: Context
  /** The best items with their mixed probabilities, in no order. */
  candidates: PartialTopK
  /** One expert per component, for items that the session has used and has not. */
  seen: readonly Expert[]
  fresh: readonly Expert[]
  /** Cases that the mixtures learned from. */
  cases: number
  isSeen: (item: number) => boolean
}

const kind = { fresh: 0, seen: 1, elsewhere: 2 } as const
const itemFeatures = [
  'prior',
  'uses',
  'uses²',
  'last',
  'second',
  'third',
  'further',
  'often',
  'fit',
  'unplaced',
] as const
const expertFeatures = ['absent', 'share', 'ratio', 'first'] as const
/** Situations: the upper ends of their lengths of the session. */
const lengths = [1, 3, 7, Number.POSITIVE_INFINITY]
/** Logarithms are divided by this, so that features lie around ±1. */
const logScale = 4
const leastElsewhere = 1e-9
/** Fits further from the mean than this count as this. They are not divided, so that their weight is learned soon. */
const mostFit = 8

/**
 * Corrects the errors that the mixtures share: p(item) ∝ p_mixed(item) · exp(w · x(item)) over the best candidates and
 * "something else". This is a conditional logit whose offsets are the log-probabilities of the mixtures. It starts as
 * no change and learns from every case, but it is in service only while it is known to have the lower log-loss.
 *
 * Features: how each component scores the item relative to its other items, how often the item is used, where in the
 * session, and how well it fits the context by the vectors of an embedding. Items that the session has used have their
 * own weights. All weights deviate with the length of the session.
 */
export class LogitCorrection {
  readonly #log: EventLog
  readonly #embedding: ItemEmbedding
  readonly #names: readonly string[]
  readonly #alternatives: Alternatives
  readonly #logit: ConditionalLogit
  readonly #contest = new Contest()
  /** Per item its row + 1; 0 if it is no candidate. */
  #rows = new Int32Array(16)
  #items: number[] = []
  /** Per row the score by the embedding; NaN without one. */
  #fits = new Float64Array(16)
  #situation = 0
  #elsewhere = 1

  constructor(components: readonly string[], log: EventLog, embedding: ItemEmbedding) {
    this.#log = log
    this.#embedding = embedding
    this.#names = [...itemFeatures, ...components.flatMap((name) => expertFeatures.map((f) => `${name}.${f}`))]
    const features = this.#names.length
    this.#alternatives = new Alternatives(features)
    this.#logit = new ConditionalLogit({ features, kinds: 3, situations: lengths.length })
  }

  get isServing(): boolean {
    return this.#contest.isChallengerAhead
  }

  get heldBytes(): number {
    return this.#rows.byteLength + this.#fits.byteLength + this.#alternatives.heldBytes
  }

  /** Computes the corrected probabilities of the candidates. */
  consider(mixed: MixedOpinion): void {
    const { context, candidates, seen, fresh, cases } = mixed
    this.#clear()
    this.#situation = lengths.findIndex((length) => context.items.length <= length)
    this.#elsewhere = 1
    for (let n = 0; n < candidates.size; n++) this.#addCandidate(candidates.key(n), candidates.score(n), mixed)
    this.#elsewhere = Math.max(leastElsewhere, this.#elsewhere)
    const elsewhere = this.#alternatives.add(kind.elsewhere, Math.log(this.#elsewhere))
    this.#alternatives.set(elsewhere, 0, Math.log(this.#elsewhere) / logScale)
    this.#addPlaces(context)
    if (this.#embedding.begin(context.items)) this.#addFits(candidates)
    for (const experts of [seen, fresh]) for (const [i, expert] of experts.entries()) this.#addOpinion(expert, i)
    for (const [i, expert] of fresh.entries()) this.#addMass(elsewhere, expert, i)
    this.#logit.weigh(this.#alternatives, this.#situation, priorShare(cases))
  }

  /** The corrected probability of an item, a candidate or not. @param mixed its probability by the mixtures */
  probability(item: number, mixed: number): number {
    const row = this.#rowOf(item)
    return row < this.#items.length
      ? this.#alternatives.probability(row)
      : (mixed / this.#elsewhere) * this.#alternatives.probability(row)
  }

  /** The item came next in the context considered last. @param mixed its probability by the mixtures */
  learn(item: number, mixed: number): void {
    this.#contest.add(-Math.log(mixed), -Math.log(this.probability(item, mixed)))
    this.#logit.learn(this.#alternatives, this.#situation, this.#rowOf(item))
  }

  /** @param prior weights of other tenants, by feature: per kind and situation, in the order of the state */
  shrinkTowards(prior: Readonly<Record<string, readonly number[]>>): void {
    const features = this.#names.length
    this.#logit.shrinkTowards(
      this.#logit.state.weights.map((_, at) => {
        const name = this.#names[at % features]!
        return prior[name]?.[Math.floor(at / features)] ?? 0
      }),
    )
  }

  get state(): LogitCorrectionState {
    return { features: [...this.#names], ...this.#logit.state, contest: this.#contest.state }
  }

  /** Features of a component that is newer than the state keep weight 0. */
  restore({ features, weights, steepness, contest }: LogitCorrectionState): void {
    const own = this.#logit.state
    const renumbered = this.#names.map((name) => features.indexOf(name))
    const carry = (from: readonly number[], to: number[]) =>
      to.map((value, at) => {
        const feature = renumbered[at % renumbered.length] ?? -1
        return (feature < 0 ? undefined : from[Math.floor(at / renumbered.length) * features.length + feature]) ?? value
      })
    this.#logit.restore({ weights: carry(weights, own.weights), steepness: carry(steepness, own.steepness) })
    this.#contest.restore(contest)
  }

  #rowOf(item: number): number {
    const row = item >= 0 && item < this.#rows.length ? this.#rows[item]! : 0
    return row === 0 ? this.#items.length : row - 1
  }

  #clear(): void {
    for (const item of this.#items) this.#rows[item] = 0
    this.#items = []
    this.#alternatives.clear()
  }

  #addCandidate(item: number, probability: number, { isSeen }: MixedOpinion): void {
    this.#elsewhere -= probability
    this.#rows = growArray(this.#rows, item + 1)
    this.#rows[item] = this.#items.push(item)
    const row = this.#alternatives.add(isSeen(item) ? kind.seen : kind.fresh, Math.log(probability))
    const uses = logCount(1 + this.#log.items.size(item)) / logScale
    const values = [Math.log(probability) / logScale, uses, uses * uses]
    for (let f = 0; f < values.length; f++) this.#alternatives.set(row, f, values[f]!)
    for (let f = itemFeatures.length; f < this.#names.length; f += expertFeatures.length)
      this.#alternatives.set(row, f, 1)
  }

  /** Sets where in the session a candidate was last used, and whether it was used more than once. */
  #addPlaces({ items }: Context): void {
    const used = new Set<number>()
    for (let back = 1; back <= items.length; back++) {
      const item = items[items.length - back]!
      const row = this.#rowOf(item)
      if (row === this.#items.length) continue
      if (used.has(item)) this.#alternatives.set(row, 7, 1)
      else if (back <= 3) this.#alternatives.set(row, 2 + back, 1)
      else this.#alternatives.set(row, 6, Math.log(back) / 2)
      used.add(item)
    }
  }

  /**
   * Sets how well each candidate fits, less the mean by the mixtures, so that it moves the probability of "something
   * else" little.
   */
  #addFits(candidates: PartialTopK): void {
    this.#fits = growArray(this.#fits, candidates.size)
    let [sum, weight] = [0, 0]
    for (let row = 0; row < candidates.size; row++) {
      const fit = this.#embedding.score(candidates.key(row))
      this.#fits[row] = fit
      if (Number.isNaN(fit)) continue
      sum += candidates.score(row) * fit
      weight += candidates.score(row)
    }
    for (let row = 0; row < candidates.size; row++) {
      const fit = this.#fits[row]! - sum / weight
      if (Number.isNaN(fit)) this.#alternatives.set(row, 9, 1)
      else this.#alternatives.set(row, 8, Math.max(-mostFit, Math.min(mostFit, fit)))
    }
  }

  #addOpinion(expert: Expert, i: number): void {
    const at = itemFeatures.length + i * expertFeatures.length
    if (expert.size === 0) return
    const lead = expert.logLead
    for (let n = 0; n < expert.size; n++) {
      const row = this.#rowOf(expert.item(n))
      if (row === this.#items.length) continue
      const logRatio = expert.logRatio(n)
      this.#alternatives.set(row, at, 0)
      this.#alternatives.set(row, at + 1, (lead + logRatio) / logScale)
      this.#alternatives.set(row, at + 2, logRatio / logScale)
      this.#alternatives.set(row, at + 3, logRatio === 0 ? 1 : 0)
    }
  }

  /** The less evidence a component has, the more probable is "something else". */
  #addMass(elsewhere: number, expert: Expert, i: number): void {
    const at = itemFeatures.length + i * expertFeatures.length
    if (expert.size === 0) this.#alternatives.set(elsewhere, at, 1)
    else this.#alternatives.set(elsewhere, at + 1, Math.max(-1, Math.min(1, Math.log(expert.mass) / logScale)))
  }
}
