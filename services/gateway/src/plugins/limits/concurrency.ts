import type { FastifyReply } from 'fastify'
import { LimitExceeded } from './limit-exceeded.ts'

/** Counts the requests of each tenant that are being answered. */
export class Concurrency {
  readonly #running = new Map<string, number>()

  /**
   * Counts a request until its answer is sent or its connection is closed.
   * @throws InklingError rate_limited if `max` requests of the tenant are being answered
   */
  enter(tenantId: string, max: number, reply: FastifyReply): void {
    const running = this.#running.get(tenantId) ?? 0
    if (running >= max) {
      const detail = `More than ${max} requests at the same time; wait for the answers to some of them`
      throw new LimitExceeded('concurrent', detail, 1)
    }
    this.#running.set(tenantId, running + 1)
    reply.raw.once('close', () => this.#leave(tenantId))
  }

  #leave(tenantId: string): void {
    const running = (this.#running.get(tenantId) ?? 1) - 1
    if (running > 0) this.#running.set(tenantId, running)
    else this.#running.delete(tenantId)
  }
}
