import { Redis } from 'ioredis'

/**
 * Real faults of one test Redis, each undone by the function that it returns. `testRedis` stops and kills it,
 * `ChaosProxy` cuts the way to it.
 */
export class RedisFaults {
  readonly #redis: Redis

  /** @param url of a Redis that no other test uses */
  constructor(url: string) {
    this.#redis = new Redis(url, { maxRetriesPerRequest: null })
  }

  /** Writes fail with OOM, as when the memory is full and nothing may be evicted. */
  async fillMemory(): Promise<() => Promise<void>> {
    await this.#redis.config('SET', 'maxmemory', '1')
    return async () => void (await this.#redis.config('SET', 'maxmemory', '0'))
  }

  /** Writes fail with READONLY, as after a failover to a replica that was not promoted. */
  async makeReplica(): Promise<() => Promise<void>> {
    await this.#redis.call('REPLICAOF', '127.0.0.1', '1')
    return async () => void (await this.#redis.call('REPLICAOF', 'NO', 'ONE'))
  }

  /** Ends all connections of the services. */
  async killClients(): Promise<void> {
    for (const type of ['normal', 'pubsub']) await this.#redis.call('CLIENT', 'KILL', 'TYPE', type, 'SKIPME', 'yes')
  }

  close(): void {
    this.#redis.disconnect()
  }
}
