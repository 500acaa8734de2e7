import { LRUCache } from 'lru-cache'
import type { CacheKey } from './cache-key.ts'
import type { Load } from './call-origin.ts'
import type { Entry } from './entry.ts'
import { createFill } from './fill.ts'
import type { Filled, TagsOf } from './fill-request.ts'
import type { FillParts } from './origin.ts'
import { SingleFlight } from './single-flight.ts'

export interface Flight<T> {
  readonly done: Promise<Filled<T>>
  /** Resolves with a stale value that another tier has; perhaps never. */
  readonly stale: Promise<Filled<T>>
  /** Whether a request has waited for it in vain: the next ones do not wait. */
  isSlow: boolean
}

interface Wanted<T> {
  readonly load: Load<T>
  readonly tags: TagsOf<T>
  readonly known: Entry<T> | undefined
  readonly isEarly: boolean
}

interface Failure {
  readonly error: unknown
  readonly untilMs: number
}

const maxFailures = 10_000

/** The loads of this process, one per key at a time, and those that failed lately. */
export class Flights<T> {
  readonly #parts: FillParts<T>
  readonly #fill: ReturnType<typeof createFill<T>>
  readonly #running = new SingleFlight<Flight<T>>()
  readonly #failures = new LRUCache<string, Failure>({ max: maxFailures })

  constructor(parts: FillParts<T>) {
    this.#parts = parts
    this.#fill = createFill(parts)
  }

  has(key: CacheKey): boolean {
    return this.#running.has(key.text)
  }

  /** The failure after which nobody loads until the back-off ends. */
  failureOf(key: CacheKey): Failure | undefined {
    const failure = this.#failures.get(key.text)
    return failure && this.#parts.clock() < failure.untilMs ? failure : undefined
  }

  /** The load that runs, or a new one. */
  start(key: CacheKey, wanted: Wanted<T>): Flight<T> {
    const { text } = key
    return this.#running.do(text, () => {
      const { promise: stale, resolve } = Promise.withResolvers<Filled<T>>()
      const onStale = (entry: Entry<T>) => resolve({ entry, status: 'stale' })
      const done = this.#fill({ key, ...wanted, onStale })
      const ended = done.then(
        () => void this.#failures.delete(text),
        (error: unknown) => this.#remember(text, error),
      )
      return [{ done, stale, isSlow: false }, ended]
    })
  }

  #remember(text: string, error: unknown): void {
    const { options, clock } = this.#parts
    if (options.backoffMs > 0) this.#failures.set(text, { error, untilMs: clock() + options.backoffMs })
  }
}
