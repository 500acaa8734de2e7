import { Hedge } from '@inkling/learning'
import type { EventLog } from './event-log.ts'
import { Expert, type ExpertState } from './expert.ts'
import type { Scores } from './scores.ts'

export interface MixtureState {
  /** Cases the weights were learned from. */
  updates: number
  experts: Record<string, ExpertState & { weight: number }>
}

/** What one expert added to a probability: weight × score, where the score is the expert's own probability. */
export interface Reason {
  model: string
  weight: number
  score: number
}

/** One expert per component, on one kind of items: p(item) = Σ weight · p_expert(item) over those that are awake. */
export class Mixture {
  readonly experts: readonly Expert[]
  readonly #names: readonly string[]
  readonly #hedge: Hedge
  /** Weight per expert in this prediction: 0 for those asleep, else scaled to sum to 1. */
  readonly #weights: Float64Array

  /** @param priors starting weight by name */
  constructor(priors: ReadonlyMap<string, number>, log: EventLog) {
    this.#names = [...priors.keys()]
    this.experts = this.#names.map(() => new Expert(log))
    this.#hedge = new Hedge({ prior: [...priors.values()] })
    this.#weights = new Float64Array(priors.size)
  }

  /** Current weights of all experts, awake or not; they sum to 1. */
  get weights(): Float64Array {
    return this.#hedge.weights
  }

  clear(): void {
    for (const expert of this.experts) expert.clear()
  }

  /** Call when every expert was offered its scores. Answers whether any has an opinion. */
  close(): boolean {
    let awake = 0
    this.experts.forEach((expert, i) => {
      expert.close()
      if (expert.size > 0) awake += this.weights[i] as number
    })
    this.experts.forEach((expert, i) => {
      this.#weights[i] = expert.size > 0 ? (this.weights[i] as number) / awake : 0
    })
    return awake > 0
  }

  /** Adds share · p(item) for every item listed. */
  addTo(mixed: Scores, share: number): void {
    this.experts.forEach((expert, i) => {
      const factor = share * (this.#weights[i] as number)
      for (let n = 0; n < expert.size; n++) mixed.add(expert.item(n), factor * expert.probability(n))
    })
  }

  /** The mixture's probability of an item, listed or not; `others` items share what an expert's list leaves over. */
  probability(item: number, others: number): number {
    return this.experts.reduce(
      (sum, expert, i) => sum + (this.#weights[i] as number) * expert.likelihood(item, others),
      0,
    )
  }

  reasons(item: number, share: number): Reason[] {
    return this.experts.flatMap((expert, i) => {
      const place = expert.placeOf(item)
      const [model, weight] = [this.#names[i] as string, share * (this.#weights[i] as number)]
      return place < 0 ? [] : [{ model, weight, score: expert.probability(place) }]
    })
  }

  /** The item came next, and it is of the kind that is mixed here. */
  learn(item: number, others: number): void {
    this.#hedge.update(this.experts.map((expert) => (expert.size > 0 ? expert.likelihood(item, others) : -1)))
    for (const expert of this.experts) expert.learn(item)
  }

  get state(): MixtureState {
    const { updates, weights } = this.#hedge.state
    const experts = this.experts.map((expert, i) => [this.#names[i], { ...expert.state, weight: weights[i] }])
    return { updates, experts: Object.fromEntries(experts) }
  }

  /** An expert that the state does not know, because its component is newer, keeps its first guess. */
  restore({ updates, experts }: MixtureState): void {
    const weights = this.#names.map((name, i) => experts[name]?.weight ?? (this.weights[i] as number))
    this.#hedge.restore({ updates, weights })
    this.#names.forEach((name, i) => {
      const state = experts[name]
      if (state) this.experts[i]?.restore(state)
    })
  }
}
