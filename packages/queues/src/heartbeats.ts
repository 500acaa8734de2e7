import { randomUUID } from 'node:crypto'
import { openRedis, type RedisClient } from '@inkling/cache'
import { redisPrefix } from './redis-prefix.ts'

const key = `${redisPrefix}:heartbeats`
const beatEveryMs = 5_000
const aliveMs = 3 * beatEveryMs

/**
 * Workers say in the queues' Redis that they live. A worker that hangs keeps its connections, but beats no more.
 */
export class Heartbeats {
  readonly #redis: RedisClient
  #beating: NodeJS.Timeout | undefined

  constructor(redisUrl: string, onError: (error: Error) => void) {
    this.#redis = openRedis(redisUrl, { enableOfflineQueue: false, maxRetriesPerRequest: 0 })
    this.#redis.on('error', onError)
  }

  /** This process is a worker from now on. */
  start(): void {
    const worker = randomUUID()
    const beat = () => void this.#redis.zadd(key, Date.now(), worker).catch(() => {})
    beat()
    this.#redis.on('ready', beat)
    this.#beating = setInterval(beat, beatEveryMs).unref()
  }

  /** How many workers lived within 15 s. Rejects while Redis does not answer. */
  async countAlive(): Promise<number> {
    const oldest = Date.now() - aliveMs
    await this.#redis.zremrangebyscore(key, 0, oldest)
    return this.#redis.zcard(key)
  }

  close(): void {
    clearInterval(this.#beating)
    this.#redis.disconnect()
  }
}
