import { type Topic, wakeUpChannel } from '@inkling/contracts/names'
import { openRedis, type RedisClient } from './open-redis.ts'
import { reconnectDelayMs } from './reconnect-delay.ts'

const coalesceMs = 20

interface QuietLogger {
  debug(facts: object, message: string): void
}

/**
 * Tells all processes at once that a tenant's data changed; the topic says whether it was events, items or something
 * else. Wake-ups only make readers faster: after a lost message, or while Redis is
 * unavailable, a reader finds the change at its next poll.
 */
export class InvalidationBus {
  readonly #publisher: RedisClient
  readonly #subscriber: RedisClient
  readonly #pending = new Map<string, NodeJS.Timeout>()

  constructor(url: string, logger: QuietLogger) {
    const options = { enableOfflineQueue: false, maxRetriesPerRequest: 0, retryStrategy: reconnectDelayMs }
    this.#publisher = openRedis(url, options)
    this.#subscriber = openRedis(url, { ...options, enableOfflineQueue: true, maxRetriesPerRequest: null })
    for (const redis of [this.#publisher, this.#subscriber])
      redis.on('error', (error) => logger.debug({ err: error }, 'redis unavailable; changes are found by polling'))
  }

  listen(topic: Topic, wake: (tenantId: string) => void): void {
    const ours = wakeUpChannel(topic)
    this.#subscriber.on('message', (channel, tenantId: string) => channel === ours && wake(tenantId))
    this.#subscriber.subscribe(ours).catch(() => {})
  }

  /** Wakes the other processes. Several calls for one topic and tenant within 20 ms are one message. */
  send(topic: Topic, tenantId: string): void {
    const message = `${topic} ${tenantId}`
    if (this.#pending.has(message)) return
    this.#pending.set(
      message,
      setTimeout(() => {
        this.#pending.delete(message)
        this.#publisher.publish(wakeUpChannel(topic), tenantId).catch(() => {})
      }, coalesceMs),
    )
  }

  close(): void {
    for (const timer of this.#pending.values()) clearTimeout(timer)
    this.#publisher.disconnect()
    this.#subscriber.disconnect()
  }
}
