/** Why a challenger does not score, and until when. */
export interface Benched {
  untilMs: number
  because: 'failed' | 'slow'
}

const benchMs = 3_600_000
/** Slow cases in a row after which a challenger is benched; a failure benches it at once, because it is no accident. */
const mostSlow = 3
/** A case takes about a millisecond. */
const slowMs = 50

/** Challengers that sit out for an hour, because they failed or were slow. */
export class Bench {
  readonly #benched = new Map<string, Benched>()
  readonly #slow = new Map<string, number>()

  /** A challenger took so long. Returns whether it is benched now. */
  noteTime(key: string, ms: number, nowMs: number): boolean {
    const slow = ms > slowMs ? (this.#slow.get(key) ?? 0) + 1 : 0
    this.#slow.set(key, slow)
    if (slow < mostSlow) return false
    this.put(key, 'slow', nowMs)
    return true
  }

  put(key: string, because: Benched['because'], nowMs: number): void {
    this.#slow.delete(key)
    this.#benched.set(key, { untilMs: nowMs + benchMs, because })
  }

  has(key: string, nowMs: number): boolean {
    const benched = this.#benched.get(key)
    if (benched && benched.untilMs <= nowMs) this.#benched.delete(key)
    return this.#benched.has(key)
  }

  /** Forgets all others. */
  keepOnly(keys: ReadonlySet<string>): void {
    for (const known of [this.#benched, this.#slow])
      for (const key of [...known.keys()]) if (!keys.has(key)) known.delete(key)
  }

  get state(): Record<string, Benched> {
    return Object.fromEntries(this.#benched)
  }

  restore(state: Readonly<Record<string, Benched>>): void {
    this.#benched.clear()
    for (const [key, benched] of Object.entries(state)) this.#benched.set(key, benched)
  }
}
