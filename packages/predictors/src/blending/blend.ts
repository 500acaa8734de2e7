import type { Context } from '../components/context.ts'
import type { Predictor } from '../components/predictor.ts'
import type { EventLog } from '../log/event-log.ts'
import { Shortlist } from '../ranking/partial-top-k.ts'
import { Scores } from '../ranking/score-accumulator.ts'
import { Top } from '../ranking/top-k.ts'
import { Promises } from './calibrated-list.ts'
import { Escape } from './escape-probability.ts'
import type { Expert } from './expert.ts'
import { Tilt, type TiltState } from './logit-correction.ts'
import { Mixture, type MixtureState, type Reason } from './mixture.ts'
import type { Prior } from './prior.ts'

/** How often the next item is new to the session, before a tenant's events say so: 0.7 to 0.95 on most public data. */
const freshnessGuess = 0.8
/** Items that the tilt weighs against each other. */
const candidates = 100
/** What happens was never impossible, whatever rounding says. */
const least = 1e-12

/** A component with the weight it starts from, before a tenant's events have said anything. */
export interface Component {
  predictor: Predictor
  prior: number
}

/** Where a prediction had what came next. */
export interface Placing {
  /** 1-based; 0 if not among those listed: of the blend the best 20, of a component its best hundred. */
  rank: number
  /** Above 0, and over all items at most 1: those not listed share what the list leaves over. */
  probability: number
}

export interface BlendState {
  freshness: number[]
  seen: MixtureState
  fresh: MixtureState
  components: Record<string, number[]>
  /** Absent from states older than these. */
  tilt?: TiltState
  calibration?: number[]
}

/**
 * The union of all components' candidates, as probabilities that sum to at most 1:
 *
 *     p(item) = P(seen) · p_seen(item)    if the running session has used the item
 *               P(fresh) · p_fresh(item)  if not
 *
 * Whether people return is counted by how much this session has returned so far; the two mixtures have weights of their
 * own, because a component that knows well where people go may know nothing of what they come back to. One mixture over
 * all items would underrate both: it gives every component's mass for the one kind to the other. What the mixtures get
 * wrong together a tilt corrects, as soon as and as long as it is known to be better.
 */
export class Blend {
  readonly predictors: readonly Predictor[]
  readonly #log: EventLog
  readonly #seen: Mixture
  readonly #fresh: Mixture
  readonly #freshness = new Escape(freshnessGuess)
  readonly #scores = new Scores()
  readonly #mixed = new Scores()
  readonly #tilt: Tilt
  readonly #promises: Promises
  readonly #candidates: Shortlist
  #seenItems: ReadonlySet<number> = new Set()
  #freshShare = 1

  constructor(components: readonly Component[], log: EventLog) {
    const priors = new Map(components.map(({ predictor, prior }) => [predictor.name, prior]))
    this.predictors = components.map(({ predictor }) => predictor)
    this.#log = log
    this.#seen = new Mixture(priors, log)
    this.#fresh = new Mixture(priors, log)
    this.#tilt = new Tilt([...priors.keys()], log)
    this.#candidates = new Shortlist(candidates, log.items)
    this.#promises = new Promises(log)
  }

  /** The best items, best first; valid until the next prediction. */
  predict(context: Context, limit: number): Top {
    this.#consult(context)
    this.#mixed.clear()
    this.#seen.addTo(this.#mixed, 1 - this.#freshShare)
    this.#fresh.addTo(this.#mixed, this.#freshShare)
    this.#shortlist(Math.max(limit, candidates))
    if (this.isTilted) this.#considerTilt(context)
    return this.#list(limit)
  }

  /** Whether the learned correction of the mixtures is in service. */
  get isTilted(): boolean {
    return this.#tilt.isServing
  }

  /** Why the last prediction gave an item its probability: reasons that sum to it, the strongest first. */
  explain(item: number): Reason[] {
    const listedBy = this.#side(item).reasons(item, 1)
    const sum = listedBy.reduce((total, { weight, score }) => total + weight * score, 0)
    const reasons = this.#side(item).reasons(item, this.#served(item) / sum)
    return reasons.sort((a, b) => b.weight * b.score - a.weight * a.score)
  }

  /** How the last prediction, of which `top` were the best, had placed an item (-1: one the log does not know). */
  placing(item: number, top: Top): Placing {
    return { rank: top.placeOf(item) + 1, probability: Math.max(least, this.#served(item)) }
  }

  /** How the component would have, had it been alone. */
  placingAlone(component: number, item: number): Placing {
    const [seen, fresh] = [this.#seen.experts[component] as Expert, this.#fresh.experts[component] as Expert]
    const expert = this.#isSeen(item) ? seen : fresh
    const probability = this.#share(item) * expert.likelihood(item, this.#others(item))
    if (expert.placeOf(item) < 0) return { rank: 0, probability: probability || 1 / this.#others(-1) }
    const above = seen.above(probability / (1 - this.#freshShare)) + fresh.above(probability / this.#freshShare)
    return { rank: above + 1, probability }
  }

  /** What the component would have listed, had it been alone, in no order. */
  listedAlone(component: number, limit: number): Top {
    const [seen, fresh] = [this.#seen.experts[component] as Expert, this.#fresh.experts[component] as Expert]
    const top = new Top(Math.min(limit, seen.size + fresh.size), this.#log.items)
    for (let n = 0; n < seen.size; n++) top.offer(seen.item(n), (1 - this.#freshShare) * seen.probability(n))
    for (let n = 0; n < fresh.size; n++) top.offer(fresh.item(n), this.#freshShare * fresh.probability(n))
    return top
  }

  /** The item came next, in the context of the last prediction. */
  learn(context: Context, item: number): void {
    this.calibrate(item)
    if (!this.isTilted) this.#considerTilt(context)
    this.#tilt.learn(item, this.#mixedProbability(item))
    if (context.items.length > 0) this.#freshness.learn(returns(context, this.#seenItems), !this.#isSeen(item))
    this.#side(item).learn(item, this.#others(item))
    for (const predictor of this.predictors) predictor.learn?.(context, item)
  }

  /** Takes what others learned for what is not known better yet. Not part of the state. */
  leanOn({ seen, fresh, tilt }: Prior): void {
    this.#seen.leanOn(seen)
    this.#fresh.leanOn(fresh)
    this.#tilt.leanOn(tilt)
  }

  /** Cases that the weights were learned from. */
  get cases(): number {
    return this.#seen.cases + this.#fresh.cases
  }

  /** Learns no more than what the promises of the last prediction came to. */
  calibrate(item: number): void {
    this.#promises.learn(item)
  }

  /** Current weight per component, over all items; they sum to 1. */
  get weights(): Record<string, number> {
    const fresh = this.#freshness.overall
    const weight = (i: number) =>
      fresh * (this.#fresh.weights[i] as number) + (1 - fresh) * (this.#seen.weights[i] as number)
    return Object.fromEntries(this.predictors.map(({ name }, i) => [name, weight(i)]))
  }

  get state(): BlendState {
    const components = Object.fromEntries(this.predictors.map(({ name, learned }) => [name, learned ?? []]))
    return {
      freshness: this.#freshness.state,
      seen: this.#seen.state,
      fresh: this.#fresh.state,
      components,
      tilt: this.#tilt.state,
      calibration: this.#promises.state,
    }
  }

  restore({ freshness, seen, fresh, components, tilt, calibration }: BlendState): void {
    this.#freshness.restore(freshness)
    this.#seen.restore(seen)
    this.#fresh.restore(fresh)
    if (tilt) this.#tilt.restore(tilt)
    if (calibration) this.#promises.restore(calibration)
    for (const predictor of this.predictors) {
      if (predictor.learned) predictor.learned = components[predictor.name] ?? predictor.learned
    }
  }

  get heldBytes(): number {
    const own = this.#scores.heldBytes + this.#mixed.heldBytes + this.#tilt.heldBytes
    return this.predictors.reduce((sum, predictor) => sum + (predictor.heldBytes ?? 0), own)
  }

  /** Asks every component, and tells what it scored apart by whether the session has used it. */
  #consult(context: Context): void {
    const scores = this.#scores
    this.#seenItems = new Set(context.items)
    this.#seen.clear()
    this.#fresh.clear()
    this.predictors.forEach((predictor, i) => {
      const [seen, fresh] = [this.#seen.experts[i] as Expert, this.#fresh.experts[i] as Expert]
      scores.clear()
      predictor.score(context, scores)
      for (const item of this.#seenItems) {
        seen.offer(item, scores.of(item))
        scores.scale(item, 0)
      }
      fresh.offerAll(scores)
    })
    this.#fresh.close()
    this.#freshShare = this.#seen.close() ? this.#freshness.probability(returns(context, this.#seenItems)) : 1
  }

  /** The best of what was mixed, in no order. */
  #shortlist(limit: number): void {
    const [mixed, shortlist] = [this.#mixed, this.#candidates]
    shortlist.clear(limit)
    for (let n = 0; n < mixed.size; n++) shortlist.offer(mixed.item(n), mixed.of(mixed.item(n)))
    shortlist.cut()
  }

  /** The best of the candidates, best first. */
  #list(limit: number): Top {
    const candidates = this.#candidates
    const listed = this.#promises.clear(Math.min(limit, candidates.size))
    for (let n = 0; n < candidates.size; n++) {
      const [item, mixed] = [candidates.key(n), candidates.score(n)]
      listed.offer(item, this.isTilted ? this.#tilt.probability(item, mixed) : mixed)
    }
    return this.#promises.close()
  }

  #considerTilt(context: Context): void {
    const [seen, fresh, candidates] = [this.#seen, this.#fresh, this.#candidates]
    this.#tilt.consider({ context, candidates, seen, fresh, isSeen: (item) => this.#isSeen(item) })
  }

  /** The mixtures' probability of an item, above 0 for any, and over all items at most 1. */
  #mixedProbability(item: number): number {
    const probability = this.#share(item) * this.#side(item).probability(item, this.#others(item))
    return probability || this.#unexpected(item)
  }

  /** Of an item of a kind that no component names: one among all others that are new to the session. */
  #unexpected(item: number): number {
    const others = this.#others(-1)
    return this.#freshShare * (this.#fresh.probability(item, others) || 1 / others)
  }

  #served(item: number): number {
    return this.#promises.probability(item, () => {
      const mixed = this.#mixedProbability(item)
      return this.isTilted ? this.#tilt.probability(item, mixed) : mixed
    })
  }

  #isSeen(item: number): boolean {
    return this.#seenItems.has(item)
  }

  #side(item: number): Mixture {
    return this.#isSeen(item) ? this.#seen : this.#fresh
  }

  #share(item: number): number {
    return this.#isSeen(item) ? 1 - this.#freshShare : this.#freshShare
  }

  /** How many items there are of the same kind, the unknown as one. */
  #others(item: number): number {
    return this.#isSeen(item) ? this.#seenItems.size : this.#log.items.live + 1
  }
}

/** How much of the session was return so far, as a rate above 0. */
function returns({ items }: Context, distinct: ReadonlySet<number>): number {
  return (items.length - distinct.size + 0.5) / items.length
}
