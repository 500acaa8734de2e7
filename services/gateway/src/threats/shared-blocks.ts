import type { RedisClient } from '@inkling/cache'
import type { SecurityKind } from '@inkling/contracts'
import { inBackground } from '@inkling/resilience'
import type { Logger } from '@inkling/telemetry'

export interface Block {
  /** `address:` and a network as `networkOf` gives it, or `key:` and an id. */
  readonly source: string
  readonly kind: SecurityKind
  readonly reason: string
  readonly endsAtMs: number
}

interface BlocksParts {
  readonly redis: RedisClient
  readonly logger: Pick<Logger, 'debug'>
  /** Is told that somebody ended a block before its time. */
  readonly onReleased: (source: string) => void
  readonly pollMs?: number
}

const key = '{inkling:threat}:blocks'
const pollEveryMs = 1_000
const mostBlocks = 10_000

/**
 * The sources that all gateways refuse, kept in Redis until they end. Each gateway looks every second. While Redis is
 * unavailable, it goes on with those that it knows, and sends its own once Redis is back. Holds 10,000 at most.
 */
export class SharedBlocks {
  readonly #redis: RedisClient
  readonly #logger: BlocksParts['logger']
  readonly #onReleased: BlocksParts['onReleased']
  readonly #polling: NodeJS.Timeout
  readonly #blocks = new Map<string, Block>()
  /** Those that Redis does not have yet. */
  readonly #unsent = new Set<string>()
  /** Those that ended here while Redis was being asked: its answer may still hold them. */
  #releasedMeanwhile = new Set<string>()

  constructor({ redis, logger, onReleased, pollMs = pollEveryMs }: BlocksParts) {
    this.#redis = redis
    this.#logger = logger
    this.#onReleased = onReleased
    this.#polling = inBackground(() => setInterval(() => void this.poll(), pollMs)).unref()
  }

  get size(): number {
    return this.#blocks.size
  }

  find(source: string): Block | undefined {
    const block = this.#blocks.get(source)
    if (!block || block.endsAtMs > Date.now()) return block
    this.#blocks.delete(source)
    return undefined
  }

  list(): Block[] {
    return [...this.#blocks.keys()].map((source) => this.find(source)).filter((block) => block !== undefined)
  }

  /** Holds here at once, and in the other gateways once Redis is told. */
  add(block: Block): void {
    if (this.#blocks.size >= mostBlocks && !this.#blocks.has(block.source)) return
    this.#blocks.set(block.source, block)
    this.#unsent.add(block.source)
    inBackground(() => void this.#send().catch((error) => this.#unavailable(error)))
  }

  /** As `add`, once Redis has it. @throws an error of ioredis if Redis does not take it */
  async addShared(block: Block): Promise<void> {
    await this.#redis.hset(key, block.source, JSON.stringify(block))
    this.#blocks.set(block.source, block)
  }

  /** Whether there was one. @throws an error of ioredis if Redis does not answer */
  async release(source: string): Promise<boolean> {
    const removed = await this.#redis.hdel(key, source)
    this.#unsent.delete(source)
    this.#releasedMeanwhile.add(source)
    return this.#blocks.delete(source) || removed > 0
  }

  /** Takes over what Redis holds. Never rejects. */
  async poll(): Promise<void> {
    try {
      await this.#send()
      this.#releasedMeanwhile = new Set()
      const known = new Set(this.#blocks.keys())
      const stored = await this.#redis.hgetall(key)
      this.#takeOver(stored, known)
    } catch (error) {
      this.#unavailable(error)
    }
  }

  close(): void {
    clearInterval(this.#polling)
  }

  #takeOver(stored: Readonly<Record<string, string>>, known: ReadonlySet<string>): void {
    const nowMs = Date.now()
    const ended: string[] = []
    for (const [source, text] of Object.entries(stored)) {
      const block = JSON.parse(text) as Block
      if (block.endsAtMs <= nowMs) ended.push(source)
      else if (!this.#releasedMeanwhile.has(source)) this.#blocks.set(source, block)
    }
    for (const source of known) {
      const block = this.find(source)
      if (!block || this.#unsent.has(source) || stored[source] !== undefined) continue
      this.#blocks.delete(source)
      this.#onReleased(source)
    }
    if (ended.length > 0) inBackground(() => void this.#redis.hdel(key, ...ended).catch(() => {}))
  }

  async #send(): Promise<void> {
    if (this.#unsent.size === 0) return
    const sent = [...this.#unsent]
    const fields = sent.flatMap((source) => {
      const block = this.find(source)
      return block ? [[source, JSON.stringify(block)] as const] : []
    })
    if (fields.length > 0) await this.#redis.hset(key, Object.fromEntries(fields))
    for (const source of sent) this.#unsent.delete(source)
  }

  #unavailable(error: unknown): void {
    this.#logger.debug({ err: error }, 'redis unavailable; this gateway blocks by itself')
  }
}
