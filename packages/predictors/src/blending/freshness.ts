import type { Context } from '../components/context.ts'
import type { EventChain } from '../log/event-chain.ts'
import { EscapeProbability } from './escape-probability.ts'

/** How often the next item is new to the session, before a tenant's events tell: 0.7 to 0.95 on most public data. */
const firstGuess = 0.8

/**
 * Divides all items by whether the running session has used them ("seen") or not ("fresh"), and gives the probability
 * that the next item is a fresh one. That probability is counted by how much the session has returned so far.
 */
export class Freshness {
  readonly #items: EventChain
  readonly #counted = new EscapeProbability(firstGuess)
  #seen: ReadonlySet<number> = new Set()
  #returnRate = 0
  #share = 1

  /** @param items the log by item */
  constructor(items: EventChain) {
    this.#items = items
  }

  /** Starts a case. */
  begin({ items }: Context): void {
    this.#seen = new Set(items)
    // Above 0, so that its logarithm is finite.
    this.#returnRate = (items.length - this.#seen.size + 0.5) / items.length
  }

  /** @param isReturnPossible whether any component expects an item that the session has used */
  settle(isReturnPossible: boolean): void {
    this.#share = isReturnPossible ? this.#counted.probability(this.#returnRate) : 1
  }

  /** Distinct items of the running session. */
  get seen(): ReadonlySet<number> {
    return this.#seen
  }

  isSeen(item: number): boolean {
    return this.#seen.has(item)
  }

  /** The probability that the next item is a fresh one. */
  get share(): number {
    return this.#share
  }

  /** The probability that the next item is of the same kind as this one. */
  shareOf(item: number): number {
    return this.isSeen(item) ? 1 - this.#share : this.#share
  }

  /**
   * How many items there are of the same kind as this one; all items that the log does not know count as one fresh
   * item.
   */
  peersOf(item: number): number {
    return this.isSeen(item) ? this.#seen.size : this.#items.live + 1
  }

  /** The probability of a fresh item over all cases so far. */
  get overall(): number {
    return this.#counted.overall
  }

  /** The item came next. A session without items tells nothing. */
  learn(item: number): void {
    if (this.#seen.size > 0) this.#counted.learn(this.#returnRate, !this.isSeen(item))
  }

  get state(): number[] {
    return this.#counted.state
  }

  restore(state: readonly number[]): void {
    this.#counted.restore(state)
  }
}
