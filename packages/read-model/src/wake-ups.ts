import type { Logger } from '@inkling/telemetry'
import { Redis } from 'ioredis'

const coalesceMs = 20

/**
 * Tells every process at once that a tenant has new rows. It only makes reading them quicker: a lost message, or Redis being
 * away, costs no more than the wait for the next poll.
 */
export class WakeUps {
  readonly #channel: string
  readonly #publisher: Redis
  readonly #subscriber: Redis
  readonly #pending = new Map<string, NodeJS.Timeout>()

  /** `topic` names what changed, such as events or items. */
  constructor(url: string, topic: string, logger: Logger) {
    this.#channel = `inkling:wake:${topic}`
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

  listen(wake: (tenantId: string) => void): void {
    this.#subscriber.on('message', (_channel, tenantId: string) => wake(tenantId))
    this.#subscriber.subscribe(this.#channel).catch(() => {})
  }

  /** Wakes the other processes; several calls within 20 ms are one message. */
  send(tenantId: string): void {
    if (this.#pending.has(tenantId)) return
    this.#pending.set(
      tenantId,
      setTimeout(() => {
        this.#pending.delete(tenantId)
        this.#publisher.publish(this.#channel, tenantId).catch(() => {})
      }, coalesceMs),
    )
  }

  close(): void {
    for (const timer of this.#pending.values()) clearTimeout(timer)
    this.#publisher.disconnect()
    this.#subscriber.disconnect()
  }
}
