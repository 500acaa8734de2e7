export interface InfluenceCapOptions {
  /** The most that one actor counts in a burst, in feedbacks. */
  most?: number
  /** After this time half of the spent influence is given back. */
  halfLifeMs?: number
  /** Actors that are remembered; those not seen for longest are forgotten first. */
  mostActors?: number
}

/** Per actor: its key, the influence that it has spent, and when that was. */
export type InfluenceCapState = [actor: string, spent: number, atMs: number][]

/**
 * Bounds what one actor, such as a user or an address, can teach: a leaky bucket per actor. Its first feedback counts
 * 1, and each further one less, so that any number of them counts at most `most` in a burst, and at most about
 * 0.7 · `most` per half-life for ever.
 */
export class InfluenceCap {
  readonly #most: number
  readonly #halfLifeMs: number
  readonly #mostActors: number
  /** In the order in which actors were last seen. */
  #actors = new Map<string, { spent: number; atMs: number }>()

  constructor({ most = 20, halfLifeMs = 3_600_000, mostActors = 10_000 }: InfluenceCapOptions = {}) {
    for (const [name, value] of Object.entries({ most, mostActors }))
      if (!(value >= 1)) throw new RangeError(`${name} must be 1 or more, got ${value}`)
    if (!(halfLifeMs > 0)) throw new RangeError(`halfLifeMs must be above 0, got ${halfLifeMs}`)
    this.#most = most
    this.#halfLifeMs = halfLifeMs
    this.#mostActors = mostActors
  }

  /** How much a feedback of these actors counts, in [0, 1]: the least that one of them has left. Each of them pays. */
  take(actors: readonly string[], atMs: number): number {
    const spent = actors.map((actor) => this.#spent(actor, atMs))
    const weight = Math.max(0, 1 - Math.max(0, ...spent) / this.#most)
    for (const [n, actor] of actors.entries()) {
      this.#actors.delete(actor)
      this.#actors.set(actor, { spent: (spent[n] as number) + weight, atMs })
    }
    for (const actor of this.#actors.keys()) {
      if (this.#actors.size <= this.#mostActors) break
      this.#actors.delete(actor)
    }
    return weight
  }

  get state(): InfluenceCapState {
    return [...this.#actors].map(([actor, { spent, atMs }]) => [actor, spent, atMs])
  }

  restore(state: InfluenceCapState): void {
    this.#actors = new Map(state.map(([actor, spent, atMs]) => [actor, { spent, atMs }]))
  }

  #spent(actor: string, atMs: number): number {
    const known = this.#actors.get(actor)
    return known ? known.spent * 2 ** (-Math.max(0, atMs - known.atMs) / this.#halfLifeMs) : 0
  }
}
