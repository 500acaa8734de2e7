import { calls } from '@inkling/contracts'
import { Deadline } from '@inkling/resilience'
import type { Upstream } from '@inkling/service-kit'
import { LRUCache } from 'lru-cache'

export interface ContentNeighboursOptions {
  /** How long an answer is fresh. A stale answer is used while search is asked again. */
  readonly freshMs?: number
  /** How long after a failure search is asked again. */
  readonly retryMs?: number
}

interface Question {
  readonly tenantId: string
  readonly itemId: string
  readonly deadline: Deadline
}

const neighbours = 20
/** Answers in memory, of all tenants together. */
const maxItems = 10_000
/** At most so many background questions at once: predictions never load search by more. */
const concurrent = 2
const backgroundMs = 2_000
const none: readonly string[] = []

/**
 * The items that resemble an item: asked from search in the background, and cached. While search is unavailable,
 * there are none.
 */
export class ContentNeighbours {
  readonly #search: Upstream
  readonly #answers: LRUCache<string, readonly string[], Question>
  #asking = 0

  constructor(search: Upstream, { freshMs = 600_000, retryMs = 10_000 }: ContentNeighboursOptions = {}) {
    this.#search = search
    this.#answers = new LRUCache({
      max: maxItems,
      ttl: freshMs,
      allowStale: true,
      fetchMethod: async (_key, before, { context, options }) => {
        const answer = await this.#ask(context)
        if (!answer) options.ttl = retryMs
        return answer ?? before ?? none
      },
    })
  }

  /** The cached neighbours, perhaps none. If they are missing or stale, search is asked in the background. */
  of(tenantId: string, itemId: string): readonly string[] {
    const key = keyOf(tenantId, itemId)
    const isFresh = this.#answers.getRemainingTTL(key) > 0
    const known = this.#answers.get(key, { noDeleteOnStaleGet: true }) ?? none
    if (!isFresh && this.#asking < concurrent) void this.#fetch(tenantId, itemId, backgroundMs)
    return known
  }

  /** Waits until the neighbours are cached, or `timeoutMs`. Never rejects. */
  async prepare(tenantId: string, itemId: string, timeoutMs: number): Promise<void> {
    if (!this.#answers.has(keyOf(tenantId, itemId))) await this.#fetch(tenantId, itemId, timeoutMs)
  }

  /** Removes a tenant's neighbours. */
  drop(tenantId: string): void {
    for (const key of this.#answers.keys()) if (key.startsWith(keyOf(tenantId, ''))) this.#answers.delete(key)
  }

  async #fetch(tenantId: string, itemId: string, timeoutMs: number): Promise<void> {
    const context = { tenantId, itemId, deadline: new Deadline(timeoutMs) }
    await this.#answers.fetch(keyOf(tenantId, itemId), { context })
  }

  /** Undefined if search does not answer. */
  async #ask({ tenantId, itemId, deadline }: Question): Promise<readonly string[] | undefined> {
    const principal = { tenantId, keyId: 'prediction', scopes: [] }
    this.#asking++
    try {
      const body = { itemIds: [itemId], limit: neighbours }
      const { data } = await this.#search.call(calls.similarItems, { body }, { principal, deadline })
      return data.map((similar) => similar.itemId)
    } catch {
      return undefined
    } finally {
      this.#asking--
    }
  }
}

/** A tenant's id has no space in it. */
const keyOf = (tenantId: string, itemId: string) => `${tenantId} ${itemId}`
