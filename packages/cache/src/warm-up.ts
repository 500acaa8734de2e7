import type { CacheKey } from './cache-key.ts'
import type { MemoryTier } from './tiers/memory.ts'
import type { RedisTier } from './tiers/redis.ts'

/** How many keys of a cache are remembered. */
const maxKeys = 1_000
const saveEveryMs = 300_000

export interface WarmUpOptions {
  /** How many keys are loaded at a time. */
  readonly atOnce?: number
}

interface Parts {
  readonly name: string
  readonly memory: MemoryTier
  readonly redis: RedisTier
  /** Resolves when Redis can be asked. */
  readonly ready: Promise<void>
  readonly ask: (key: CacheKey) => Promise<unknown>
}

/**
 * Asks for the keys that all processes used most today and yesterday, when a process begins; and adds what this
 * process uses, every 5 minutes and at its end. Without Redis it does nothing.
 */
export class WarmUp {
  readonly #parts: Parts
  readonly #saving = setInterval(() => void this.#save(), saveEveryMs).unref()
  #isClosed = false

  constructor(parts: Parts, { atOnce = 8 }: WarmUpOptions = {}) {
    this.#parts = parts
    void this.#run(atOnce)
  }

  async close(): Promise<void> {
    this.#isClosed = true
    clearInterval(this.#saving)
    await this.#save()
  }

  async #run(atOnce: number): Promise<void> {
    const { name, redis, ready, ask } = this.#parts
    await ready
    const left = (await redis.hottest(name, maxKeys)).values()
    const worker = async () => {
      for (const key of left) {
        if (this.#isClosed) return
        await ask(key).catch(() => {})
      }
    }
    await Promise.all(Array.from({ length: atOnce }, worker))
  }

  async #save(): Promise<void> {
    const { name, memory, redis } = this.#parts
    const hottest = memory.hottest(maxKeys)
    memory.coolDown()
    if (hottest.length > 0) await redis.rememberHot(name, hottest, maxKeys)
  }
}
