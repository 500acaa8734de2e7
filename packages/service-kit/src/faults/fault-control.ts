import { randomUUID } from 'node:crypto'
import { openRedis, type RedisClient } from '@inkling/cache'
import { requireValidFault } from '@inkling/resilience'
import type { FaultInForce, ProcessFault } from './process-fault.ts'

const key = 'inkling:faults'
/** No fault lasts longer, so a list that nobody writes to can go. */
const keptMs = 2 * 3_600_000

/**
 * The faults that all processes with FAULT_INJECTION make, in cache Redis. Processes read them every 250 ms and end
 * each one by themselves when its time is over, also while Redis is unavailable.
 */
export class FaultControl {
  readonly #redis: RedisClient

  constructor(cacheRedisUrl: string) {
    this.#redis = openRedis(cacheRedisUrl, { maxRetriesPerRequest: 1, commandTimeout: 1_000 })
    // A command says that Redis is unavailable; without a listener the connection would end the process.
    this.#redis.on('error', () => {})
  }

  /** @throws RangeError if a number is out of range; an error of Redis if it is unavailable */
  async set(fault: ProcessFault): Promise<FaultInForce> {
    requireValid(fault)
    const inForce = { ...fault, id: randomUUID(), endsAtMs: Date.now() + fault.durationMs }
    await this.#redis.multi().hset(key, inForce.id, JSON.stringify(inForce)).pexpire(key, keptMs).exec()
    return inForce
  }

  async list(): Promise<FaultInForce[]> {
    const texts = Object.values(await this.#redis.hgetall(key))
    return texts.map((text) => JSON.parse(text) as FaultInForce).filter(({ endsAtMs }) => endsAtMs > Date.now())
  }

  /** Ends one fault, or all. */
  async clear(id?: string): Promise<void> {
    if (id === undefined) await this.#redis.del(key)
    else await this.#redis.hdel(key, id)
  }

  close(): void {
    this.#redis.disconnect()
  }
}

function requireValid(fault: ProcessFault): void {
  requireValidFault(fault)
  if (fault.kind !== 'block') return
  const { blockMs } = fault
  if (!(blockMs >= 1 && blockMs <= 1_000)) throw new RangeError(`A fault's blockMs must be 1 to 1000, got ${blockMs}`)
}
