import { Hedge, type HedgeState } from '@inkling/learning'
import type { Context } from '../components/context.ts'
import { Rates } from '../components/decaying-rates.ts'
import type { EventLog } from '../log/event-log.ts'
import type { Outcome } from '../monitoring/outcome.ts'
import type { Prediction } from './prediction.ts'

/** Items like the given one, best first; none for an item of which nothing is known. Told by whoever knows what items say. */
export type NeighboursOf = (itemId: string) => readonly string[]

export interface ContentState {
  /** Cases, then hits, per place and kind. */
  rates: number[]
  shares: HedgeState[]
}

const places = 20
/** Doublings of how often the item was used that make a class: of what behaviour knows much, it needs no help. */
const evidences = 7
const memoryCases = 5_000
const guessCases = 10
/** Of the first place, before a tenant's events say how often; the others fall as 1/place. */
const guess = 0.1

/**
 * Neighbours by content, so that an item which nobody has used yet can be predicted, and something be predicted from it.
 *
 * p_content(item) is how often what came next was the neighbour at its place, counted apart for items with and without
 * events. p = (1 − c) · p_behaviour + c · p_content, where c is learned by Hedge, apart by how often the item was used
 * where the user is: it starts at a half for one that is new and halves with each doubling. It lies outside the blend,
 * whose items are those of the log.
 */
export class Content {
  readonly #log: EventLog
  readonly #neighboursOf: NeighboursOf
  readonly #rates = new Rates({ classes: 2 * places, memoryCases, guessCases })
  readonly #shares = Array.from(
    { length: evidences },
    (_, n) => new Hedge({ prior: [1 - 0.5 ** (n + 1), 0.5 ** (n + 1)] }),
  )
  #evidence = 0
  /** Of the context considered last: neighbours the session has not used, with their number (-1 without events), class and probability. */
  #listed: { itemId: string; item: number; class: number; probability: number }[] = []

  constructor(log: EventLog, neighboursOf: NeighboursOf) {
    this.#log = log
    this.#neighboursOf = neighboursOf
  }

  /** Looks at the neighbours of the item where the user is. Answers how many there are; without any it has no say. */
  consider(here: string | undefined, context: Context): number {
    const { names } = this.#log.items
    const listed = here === undefined ? [] : this.#neighboursOf(here).slice(0, places)
    const uses = here === undefined ? 0 : this.#log.items.size(names.find(here))
    this.#evidence = Math.min(evidences - 1, Math.floor(Math.log2(Math.max(1, uses))))
    this.#listed = listed.flatMap((itemId, place) => {
      const item = names.find(itemId)
      if (context.items.includes(item)) return []
      const kind = 2 * place + (item < 0 ? 0 : 1)
      return [{ itemId, item, class: kind, probability: this.#rates.rate(kind, guess / (place + 1)) }]
    })
    const excess = Math.max(1, sum(this.#listed.map(({ probability }) => probability)))
    for (const neighbour of this.#listed) neighbour.probability /= excess
    return this.#listed.length
  }

  /** Predictions of the context considered last, together with those of its content; best first, at most `limit`. */
  mixed(predictions: readonly Prediction[], limit: number): Prediction[] {
    const share = this.#share
    const all = new Map(predictions.map((prediction) => [prediction.itemId, scaled(prediction, 1 - share)]))
    const isExplained = predictions[0]?.reasons !== undefined
    for (const { itemId, probability } of this.#listed) {
      const known = all.get(itemId)
      const reason = { model: 'content', weight: share, score: probability }
      all.set(itemId, {
        itemId,
        ...withProbability((known?.probability ?? 0) + share * probability),
        ...(isExplained && { reasons: [...(known?.reasons ?? []), reason] }),
      })
    }
    return [...all.values()].sort((a, b) => b.probability - a.probability).slice(0, limit)
  }

  /** The item came next, in the context considered last; behaviour had given it `likelihood`. Answers how content alone did. */
  learn(itemId: string, { items }: Context, likelihood: number): Outcome {
    const { names } = this.#log.items
    const place = this.#listed.findIndex((neighbour) => neighbour.itemId === itemId)
    const missing = 1 - sum(this.#listed.map(({ probability }) => probability))
    const probability = this.#listed[place]?.probability ?? missing / (this.#log.items.live + 1)
    const listed = this.#listed.flatMap(({ item, probability }, n) =>
      item < 0 ? [] : [{ fingerprint: names.fingerprint(item), probability, isRepeat: false, happened: n === place }],
    )
    this.#shares[this.#evidence]?.update([likelihood, probability])
    for (const [n, neighbour] of this.#listed.entries()) this.#rates.count(neighbour.class, n === place)
    return { model: 'content', isRepeat: items.includes(names.find(itemId)), rank: place + 1, probability, listed }
  }

  get state(): ContentState {
    return {
      rates: [...this.#rates.cases, ...this.#rates.hits],
      shares: this.#shares.map((share) => share.state),
    }
  }

  restore({ rates, shares }: ContentState): void {
    this.#rates.cases.set(rates.slice(0, 2 * places))
    this.#rates.hits.set(rates.slice(2 * places))
    shares.forEach((share, n) => {
      this.#shares[n]?.restore(share)
    })
  }

  get #share(): number {
    return this.#shares[this.#evidence]?.weights[1] ?? 0
  }
}

function scaled(prediction: Prediction, factor: number): Prediction {
  const reasons = prediction.reasons?.map((reason) => ({ ...reason, weight: reason.weight * factor }))
  return {
    itemId: prediction.itemId,
    ...withProbability(prediction.probability * factor),
    ...(reasons && { reasons }),
  }
}

const certain = 1 - 1e-9

/** A probability with its log-odds. */
export function withProbability(probability: number): Pick<Prediction, 'probability' | 'score'> {
  const bounded = Math.min(probability, certain)
  return { probability, score: Math.log(bounded / (1 - bounded)) }
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
