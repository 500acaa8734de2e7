import { type Cache, type Caches, keyOf } from '@inkling/cache'
import { calls } from '@inkling/contracts'
import { Deadline } from '@inkling/resilience'
import type { Upstream } from '@inkling/service-kit'

export interface ContentNeighboursOptions {
  readonly caches: Pick<Caches, 'define'>
  readonly search: Upstream
  /** How long an answer is fresh. A stale answer is used while search is asked again. */
  readonly freshMs?: number
  /** How long after a failure search is asked again. */
  readonly retryMs?: number
}

const neighbours = 20
/** At most so many background questions at once: predictions never load search by more. */
const concurrent = 2
const answerWithinMs = 2_000
const dayMs = 86_400_000
const none: readonly string[] = []

/**
 * The items that resemble an item: asked from search in the background, and cached. While search is unavailable,
 * there are none.
 */
export class ContentNeighbours {
  readonly #search: Upstream
  readonly #answers: Cache<readonly string[]>
  #asking = 0

  constructor({ caches, search, freshMs = 600_000, retryMs = 10_000 }: ContentNeighboursOptions) {
    this.#search = search
    this.#answers = caches.define({
      name: 'content-neighbours',
      isShared: false,
      ttlMs: freshMs,
      memoryMs: freshMs,
      unconfirmedMs: freshMs,
      graceMs: dayMs,
      backoffMs: retryMs,
      hardTimeoutMs: answerWithinMs,
    })
    this.#answers.keepWarm(({ tenantId, parts: [itemId = ''] }) => this.#fetch(tenantId, itemId, answerWithinMs), {
      atOnce: concurrent - 1,
    })
  }

  /** The cached neighbours, perhaps none. If they are missing or stale, search is asked in the background. */
  of(tenantId: string, itemId: string): readonly string[] {
    const key = keyOf(tenantId, itemId)
    const fresh = this.#answers.hit(key)
    if (fresh) return fresh
    if (this.#asking < concurrent && !this.#answers.isLoading(key)) void this.#fetch(tenantId, itemId, answerWithinMs)
    return this.#answers.peekStale(key) ?? none
  }

  /** Waits until the neighbours are cached, or `timeoutMs`. Never rejects. */
  async prepare(tenantId: string, itemId: string, timeoutMs: number): Promise<void> {
    if (this.#answers.peekStale(keyOf(tenantId, itemId)) === undefined) await this.#fetch(tenantId, itemId, timeoutMs)
  }

  /** Removes a tenant's neighbours. */
  drop(tenantId: string): void {
    this.#answers.forget(tenantId)
  }

  async #fetch(tenantId: string, itemId: string, waitMs: number): Promise<void> {
    const ask = () => this.#ask(tenantId, itemId)
    await this.#answers.get(keyOf(tenantId, itemId), ask, { waitMs: Math.max(1, waitMs) }).catch(() => {})
  }

  async #ask(tenantId: string, itemId: string): Promise<readonly string[]> {
    const principal = { tenantId, keyId: 'prediction', scopes: [] }
    this.#asking++
    try {
      const body = { itemIds: [itemId], limit: neighbours }
      const deadline = new Deadline(answerWithinMs)
      const { data } = await this.#search.call(calls.similarItems, { body }, { principal, deadline })
      return data.map((similar) => similar.itemId)
    } finally {
      this.#asking--
    }
  }
}
