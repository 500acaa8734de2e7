import type { Entry, Position, Validity } from './entry.ts'
import { OwnInvalidations } from './own-invalidations.ts'

export interface Invalidation {
  readonly count: number
  readonly isSoft: boolean
  readonly tags: readonly string[]
}

/** A stream that is silent for longer tells nothing: not even that nothing happened. */
export const confirmedForMs = 250
const maxTags = 100_000

/**
 * What this process has heard of invalidations, and so whether an entry of its memory is still valid. Each invalidation
 * has a number; an entry is valid if none of its tags has a higher number than the one it was loaded at.
 */
export class Tags {
  readonly #hard = new Map<string, number>()
  readonly #soft = new Map<string, number>()
  /** What this process invalidated while Redis was unavailable. */
  readonly #own = new OwnInvalidations(maxTags)
  #generation = ''
  /** All invalidations from `#floor` to here were heard, in order. */
  #heard = -1
  #floor = Number.POSITIVE_INFINITY
  /** The highest number that Redis has told in any answer. */
  #reached = -1
  #revision = 0
  /** When the last answered question of the stream was asked. */
  heardMs = Number.NEGATIVE_INFINITY

  get generation(): string {
    return this.#generation
  }

  get heard(): number {
    return this.#heard
  }

  /** What a load that begins now is certain to see. */
  get now(): Position {
    return { generation: this.#generation, count: this.#reached }
  }

  /** Begins to listen at a position; what happened before it is unknown. */
  restart({ generation, count }: Position): void {
    if (generation !== this.#generation) {
      this.#hard.clear()
      this.#soft.clear()
      this.#reached = count
    }
    this.#generation = generation
    this.#heard = count
    this.#floor = count
    this.#reached = Math.max(this.#reached, count)
    this.#revision++
  }

  /** False if an invalidation is missing before this one. */
  hear(invalidation: Invalidation): boolean {
    if (invalidation.count <= this.#heard) return true
    if (invalidation.count > this.#heard + 1) return false
    this.#heard = invalidation.count
    this.apply(invalidation)
    return true
  }

  apply({ count, isSoft, tags }: Invalidation): void {
    const numbers = isSoft ? this.#soft : this.#hard
    for (const tag of tags) {
      numbers.delete(tag)
      numbers.set(tag, count)
    }
    this.#forgetOldest(numbers)
    this.#reached = Math.max(this.#reached, count)
    this.#revision++
  }

  /** Applies an invalidation of this process at once; the stream repeats it. */
  applyAt({ generation, count }: Position, invalidation: Omit<Invalidation, 'count'>): void {
    if (generation === this.#generation) this.apply({ ...invalidation, count })
  }

  /** Applies an invalidation that Redis does not take yet, to all that was loaded until now. */
  applyOwn(tags: readonly string[], isSoft: boolean, nowMs: number): void {
    this.#own.add(tags, isSoft, nowMs)
    this.#revision++
  }

  /** Whether this process invalidated the entry while Redis was unavailable, so that Redis may not know of it. */
  isOwnDead(entry: Entry): boolean {
    return this.#own.validityOf(entry) === 'dead'
  }

  validityOf(entry: Entry): Validity {
    if (entry.validRevision === this.#revision) return 'fresh'
    const own = this.#own.validityOf(entry)
    if (own === 'dead') return own
    const { generation, count } = entry.asOf
    if (generation !== this.#generation) return 'unknown'
    for (const tag of entry.tags) if ((this.#hard.get(tag) ?? -1) > count) return 'dead'
    if (count < this.#floor) return 'unknown'
    for (const tag of entry.tags) if ((this.#soft.get(tag) ?? -1) > count) return 'stale'
    if (own === 'stale') return own
    entry.validRevision = this.#revision
    return own
  }

  #forgetOldest(numbers: Map<string, number>): void {
    while (numbers.size > maxTags) {
      const [oldest] = numbers
      if (!oldest) return
      numbers.delete(oldest[0])
      this.#floor = Math.max(this.#floor, oldest[1])
    }
  }
}
