import type { Entry } from './entry.ts'

/**
 * Invalidations that this process made while Redis was unavailable, by its own clock. They hold for what was loaded
 * before them, whatever Redis says, because it may not know of them yet. The newest `max` tags are remembered.
 */
export class OwnInvalidations {
  readonly #hard = new Map<string, number>()
  readonly #soft = new Map<string, number>()
  readonly #max: number

  constructor(max: number) {
    this.#max = max
  }

  add(tags: readonly string[], isSoft: boolean, nowMs: number): void {
    const times = isSoft ? this.#soft : this.#hard
    for (const tag of tags) {
      times.delete(tag)
      times.set(tag, nowMs)
    }
    for (const oldest of times.keys()) {
      if (times.size <= this.#max) break
      times.delete(oldest)
    }
  }

  validityOf({ tags, loadedMs }: Entry): 'fresh' | 'stale' | 'dead' {
    if (this.#hard.size + this.#soft.size === 0) return 'fresh'
    if (tags.some((tag) => (this.#hard.get(tag) ?? Number.NEGATIVE_INFINITY) >= loadedMs)) return 'dead'
    return tags.some((tag) => (this.#soft.get(tag) ?? Number.NEGATIVE_INFINITY) >= loadedMs) ? 'stale' : 'fresh'
  }
}
