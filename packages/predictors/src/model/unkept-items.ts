import type { UsageEvent } from '../log/event-log.ts'

interface Visit {
  readonly items: readonly string[]
  readonly atMs: number
}

type Source = { readonly [K in 'sessionId' | 'userId']?: string | undefined }

const maxSources = 1_000
const maxItems = 50

const keyOf = ({ sessionId, userId }: Source) => (sessionId ? `session ${sessionId}` : `user ${userId}`)

/**
 * The newest items of sources whose further events the log does not keep, so that it is still known where they are. It
 * holds the 1,000 sources that came last.
 */
export class UnkeptItems {
  readonly #visits = new Map<string, Visit>()

  add(event: UsageEvent): void {
    const key = keyOf(event)
    const { items } = this.#visits.get(key) ?? { items: [] }
    this.#visits.delete(key)
    this.#visits.set(key, { items: [...items, event.itemId].slice(-maxItems), atMs: event.atMs })
    const [oldest] = this.#visits.keys()
    if (this.#visits.size > maxSources && oldest !== undefined) this.#visits.delete(oldest)
  }

  /** Items that the source used since its last event in the log. A visit without a session ends after `gapMs`. */
  of(source: Source, atMs: number, gapMs: number): readonly string[] {
    if (this.#visits.size === 0) return []
    const visit = this.#visits.get(keyOf(source))
    if (!visit || (!source.sessionId && atMs - visit.atMs > gapMs)) return []
    return visit.items
  }

  /** The log has a newer event of the source. */
  forget(source: Source): void {
    if (this.#visits.size > 0) this.#visits.delete(keyOf(source))
  }

  clear(): void {
    this.#visits.clear()
  }
}
