import { Hedge, type HedgeState } from '@inkling/learning'
import type { Context } from '../components/context.ts'
import { DecayingRates } from '../components/decaying-rates.ts'
import type { EventLog } from '../log/event-log.ts'
import type { Outcome } from '../monitoring/outcome.ts'
import type { Prediction } from './prediction.ts'

/** Items with content like the given one, best first; none for an unknown item. */
export type NeighboursOf = (itemId: string) => readonly string[]

/** A neighbour that the session has not used. */
interface Neighbour {
  itemId: string
  /** Its number in the log; -1 without events. */
  item: number
  /** By place, and by whether it has events. */
  class: number
  probability: number
}

/** The neighbours of one context. */
export interface ContentCase {
  neighbours: readonly Neighbour[]
  /** Class of how often the item where the user is was used. */
  evidence: number
}

export interface ContentColdStartState {
  /** Cases, then hits, per class. */
  rates: number[]
  shares: HedgeState[]
}

const places = 20
/** Classes of evidence: doublings of the uses of the item. Much evidence needs no help from content. */
const evidences = 7
const memoryCases = 5_000
const guessCases = 10
/** Rate of the first place before any case; the others fall as 1 / place. */
const guess = 0.1

/**
 * Predicts items that nobody has used yet, and predicts from them, by neighbours with similar content.
 *
 * p_content(item) is the rate at which the neighbour at its place came next, counted separately for items with and
 * without events. p = (1 − c) · p_behaviour + c · p_content. Hedge learns c separately for classes of how often the
 * item where the user is was used: c starts at 1/2 for a new item and halves with each doubling. Content is not part of
 * the blend, because the blend knows only items of the log.
 */
export class ContentColdStart {
  readonly #log: EventLog
  readonly #neighboursOf: NeighboursOf
  readonly #rates = new DecayingRates({ classes: 2 * places, memoryCases, guessCases })
  readonly #shares = Array.from(
    { length: evidences },
    (_, n) => new Hedge({ prior: [1 - 0.5 ** (n + 1), 0.5 ** (n + 1)] }),
  )

  constructor(log: EventLog, neighboursOf: NeighboursOf) {
    this.#log = log
    this.#neighboursOf = neighboursOf
  }

  /** Collects the neighbours of the item where the user is. Without any, content changes nothing. */
  consider(
    here: string | undefined,
    context: Context,
    isRemoved: (itemId: string) => boolean = () => false,
  ): ContentCase {
    const { names } = this.#log.items
    const listed = here === undefined ? [] : this.#neighboursOf(here).slice(0, places)
    const uses = here === undefined ? 0 : this.#log.items.size(names.find(here))
    const evidence = Math.min(evidences - 1, Math.floor(Math.log2(Math.max(1, uses))))
    const neighbours = listed.flatMap((itemId, place) => {
      const item = names.find(itemId)
      if (context.items.includes(item) || isRemoved(itemId)) return []
      const kind = 2 * place + (item < 0 ? 0 : 1)
      return [{ itemId, item, class: kind, probability: this.#rates.rate(kind, guess / (place + 1)) }]
    })
    const excess = Math.max(1, sum(neighbours.map(({ probability }) => probability)))
    for (const neighbour of neighbours) neighbour.probability /= excess
    return { neighbours, evidence }
  }

  /** Mixes predictions with the neighbours of the same case; best first, at most `limit`. */
  mix(predictions: readonly Prediction[], { neighbours, evidence }: ContentCase, limit: number): Prediction[] {
    const share = this.#shareAt(evidence)
    const all = new Map(predictions.map((prediction) => [prediction.itemId, scaled(prediction, 1 - share)]))
    const isExplained = predictions[0]?.reasons !== undefined
    for (const { itemId, probability } of neighbours) {
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

  /** The item came next, and behaviour had given it `likelihood`. Learns, and returns how content alone did. */
  learn(itemId: string, { neighbours, evidence }: ContentCase, { items }: Context, likelihood: number): Outcome {
    const { names } = this.#log.items
    const place = neighbours.findIndex((neighbour) => neighbour.itemId === itemId)
    const missing = 1 - sum(neighbours.map(({ probability }) => probability))
    const probability = neighbours[place]?.probability ?? missing / (this.#log.items.live + 1)
    const listed = neighbours.flatMap(({ item, probability }, n) =>
      item < 0 ? [] : [{ fingerprint: names.fingerprint(item), probability, isRepeat: false, happened: n === place }],
    )
    this.#shares[evidence]?.update([likelihood, probability])
    for (const [n, neighbour] of neighbours.entries()) this.#rates.count(neighbour.class, n === place)
    return { model: 'content', isRepeat: items.includes(names.find(itemId)), rank: place + 1, probability, listed }
  }

  get state(): ContentColdStartState {
    return {
      rates: [...this.#rates.cases, ...this.#rates.hits],
      shares: this.#shares.map((share) => share.state),
    }
  }

  restore({ rates, shares }: ContentColdStartState): void {
    this.#rates.restore(rates.slice(0, 2 * places), rates.slice(2 * places))
    shares.forEach((share, n) => {
      this.#shares[n]?.restore(share)
    })
  }

  #shareAt(evidence: number): number {
    return this.#shares[evidence]?.weights[1] ?? 0
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
