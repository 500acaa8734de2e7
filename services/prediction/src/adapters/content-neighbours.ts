import { calls } from '@inkling/contracts'
import { Deadline } from '@inkling/resilience'
import type { Upstream } from '@inkling/service-kit'
import { LRUCache } from 'lru-cache'

export interface ContentNeighboursOptions {
  /** How long an answer is taken for fresh; later it serves on while search is asked again. */
  readonly freshMs?: number
  /** When search is asked again after it gave no answer. */
  readonly retryMs?: number
}

interface Question {
  readonly tenantId: string
  readonly itemId: string
  readonly deadline: Deadline
}

const neighbours = 20
/** Answers kept, of all tenants. */
const maxItems = 10_000
/** Questions at once in the background, so that predictions never load search by more. */
const concurrent = 2
const backgroundMs = 2_000
const none: readonly string[] = []

/** Items like others, as search knows them: remembered, and asked for in the background. Without search there are none. */
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

  /** What is known at once; what is not known, or no longer fresh, is asked for meanwhile. */
  of(tenantId: string, itemId: string): readonly string[] {
    const key = keyOf(tenantId, itemId)
    const isFresh = this.#answers.getRemainingTTL(key) > 0
    const known = this.#answers.get(key, { noDeleteOnStaleGet: true }) ?? none
    if (!isFresh && this.#asking < concurrent) void this.#fetch(tenantId, itemId, backgroundMs)
    return known
  }

  /** Resolves when they are known, or after `timeoutMs`; never rejects. */
  async prepare(tenantId: string, itemId: string, timeoutMs: number): Promise<void> {
    if (!this.#answers.has(keyOf(tenantId, itemId))) await this.#fetch(tenantId, itemId, timeoutMs)
  }

  /** Forgets a tenant. */
  drop(tenantId: string): void {
    for (const key of this.#answers.keys()) if (key.startsWith(keyOf(tenantId, ''))) this.#answers.delete(key)
  }

  async #fetch(tenantId: string, itemId: string, timeoutMs: number): Promise<void> {
    const context = { tenantId, itemId, deadline: new Deadline(timeoutMs) }
    await this.#answers.fetch(keyOf(tenantId, itemId), { context })
  }

  /** Undefined when search does not answer. */
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

/** A tenant's id holds no space. */
const keyOf = (tenantId: string, itemId: string) => `${tenantId} ${itemId}`
