import type { RedisClient } from '@inkling/cache'
import { loadLevelNames } from '@inkling/contracts'
import type { LoadLevelName } from '@inkling/resilience'
import type { Logger } from '@inkling/telemetry'

export interface ForcedLevel {
  readonly level: LoadLevelName
  /** Milliseconds until the level follows the load again. */
  readonly remainingMs: number
}

const key = 'inkling:load-level'
const pollEveryMs = 1_000

/**
 * The level that an operator has set for all gateways, kept in Redis until it ends. Every gateway looks each second.
 * While Redis is unavailable, a level that is known holds until its end.
 */
export class ForcedLevels {
  readonly #redis: RedisClient
  readonly #apply: (level: LoadLevelName | undefined) => void
  readonly #logger: Pick<Logger, 'debug'>
  readonly #polling: NodeJS.Timeout
  #end: NodeJS.Timeout | undefined

  constructor(
    redis: RedisClient,
    logger: Pick<Logger, 'debug'>,
    apply: (level: LoadLevelName | undefined) => void,
    pollMs = pollEveryMs,
  ) {
    this.#redis = redis
    this.#logger = logger
    this.#apply = apply
    this.#polling = setInterval(() => void this.#poll(), pollMs).unref()
  }

  /** @throws an error of ioredis if Redis does not take it */
  async force(level: LoadLevelName, forMs: number): Promise<void> {
    await this.#redis.set(key, level, 'PX', forMs)
    this.#hold(level, forMs)
  }

  /** Follows the load again. @throws an error of ioredis if Redis does not take it */
  async release(): Promise<void> {
    await this.#redis.del(key)
    this.#hold(undefined, 0)
  }

  /** @throws an error of ioredis if Redis does not answer */
  async read(): Promise<ForcedLevel | undefined> {
    const [level, remainingMs] = await Promise.all([this.#redis.get(key), this.#redis.pttl(key)])
    const known = loadLevelNames.find((name) => name === level)
    return known && remainingMs > 0 ? { level: known, remainingMs } : undefined
  }

  close(): void {
    clearInterval(this.#polling)
    clearTimeout(this.#end)
  }

  async #poll(): Promise<void> {
    try {
      const forced = await this.read()
      this.#hold(forced?.level, forced?.remainingMs ?? 0)
    } catch (error) {
      this.#logger.debug({ err: error }, 'redis unavailable; the load level stays as it is')
    }
  }

  #hold(level: LoadLevelName | undefined, forMs: number): void {
    clearTimeout(this.#end)
    this.#apply(level)
    if (level) this.#end = setTimeout(() => this.#apply(undefined), forMs).unref()
  }
}
