import { tenantMetrics } from '@inkling/telemetry'

const activeMs = 5 * 60_000

/** Counts the tenants to which this gateway gave an answer within the last 5 minutes. */
export class ActiveTenants {
  readonly #nowMs: () => number
  /** When each tenant was seen last. */
  readonly #seen = new Map<string, number>()
  readonly close: () => void

  constructor(nowMs: () => number = () => performance.now(), metrics = tenantMetrics()) {
    this.#nowMs = nowMs
    this.close = metrics.active.sample({}, () => this.count())
  }

  /** Nothing, if the key of a request could not be checked. */
  see(tenantId: string): void {
    if (tenantId !== '') this.#seen.set(tenantId, this.#nowMs())
  }

  /** Forgets the others, so that memory follows the number of active tenants. */
  count(): number {
    const since = this.#nowMs() - activeMs
    for (const [tenantId, atMs] of this.#seen) if (atMs < since) this.#seen.delete(tenantId)
    return this.#seen.size
  }
}
