import { type Topic, wakeUpChannel } from '@inkling/contracts'
import type { Logger } from '@inkling/telemetry'
import { Redis } from 'ioredis'

const coalesceMs = 20

/**
 * Tells every process at once that something of a tenant changed; a topic names what, such as events or items. It only makes
 * reading it quicker: a lost message, or Redis being away, costs no more than the wait for the next poll.
 */
export class WakeUps {
  readonly #publisher: Redis
  readonly #subscriber: Redis
  readonly #pending = new Map<string, NodeJS.Timeout>()

  constructor(url: string, logger: Logger) {
    const options = {
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
      retryStrategy: (attempt: number) => Math.min(2_000, 50 * 2 ** attempt),
    }
    this.#publisher = new Redis(url, options)
    this.#subscriber = new Redis(url, { ...options, enableOfflineQueue: true, maxRetriesPerRequest: null })
    for (const redis of [this.#publisher, this.#subscriber])
      redis.on('error', (error) => logger.debug({ err: error }, 'wake-ups are away; the poll goes on'))
  }

  listen(topic: Topic, wake: (tenantId: string) => void): void {
    const ours = wakeUpChannel(topic)
    this.#subscriber.on('message', (channel, tenantId: string) => channel === ours && wake(tenantId))
    this.#subscriber.subscribe(ours).catch(() => {})
  }

  /** Wakes the other processes; several calls within 20 ms are one message. */
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
