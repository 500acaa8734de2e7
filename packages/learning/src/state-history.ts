export interface StateHistoryOptions {
  /** States that are kept. */
  most?: number
  /** Least time between two of them. */
  intervalMs?: number
}

export interface PastState<S> {
  atMs: number
  state: S
}

/**
 * Earlier states of a learner, to look at and to restore. When there are too many, those are dropped whose neighbours
 * are closest relative to their age, so that the history becomes sparser into the past. The first and the last stay.
 */
export class StateHistory<S> {
  readonly #most: number
  readonly #intervalMs: number
  #entries: PastState<S>[] = []

  constructor({ most = 100, intervalMs = 60_000 }: StateHistoryOptions = {}) {
    if (!(most >= 2)) throw new RangeError(`most must be 2 or more, got ${most}`)
    if (!(intervalMs >= 0)) throw new RangeError(`intervalMs must be at least 0, got ${intervalMs}`)
    this.#most = most
    this.#intervalMs = intervalMs
  }

  /** Adds a state unless the last one is too recent. Returns whether it was added. */
  add(atMs: number, state: S): boolean {
    const last = this.#entries.at(-1)
    if (last && !(atMs - last.atMs >= this.#intervalMs && atMs > last.atMs)) return false
    this.#entries.push({ atMs, state })
    if (this.#entries.length > this.#most) this.#entries.splice(this.#densest(atMs), 1)
    return true
  }

  /** The newest state at this time or before. */
  at(atMs: number): PastState<S> | undefined {
    return this.#entries.findLast((entry) => entry.atMs <= atMs)
  }

  /** Oldest first. */
  get entries(): readonly PastState<S>[] {
    return this.#entries
  }

  get state(): PastState<S>[] {
    return [...this.#entries]
  }

  restore(state: readonly PastState<S>[]): void {
    this.#entries = [...state]
  }

  #densest(nowMs: number): number {
    const at = (n: number) => (this.#entries[n] as PastState<S>).atMs
    let [densest, least] = [1, Number.POSITIVE_INFINITY]
    for (let n = 1; n < this.#entries.length - 1; n++) {
      const gap = (at(n + 1) - at(n - 1)) / (nowMs - at(n - 1))
      if (gap < least) [densest, least] = [n, gap]
    }
    return densest
  }
}
