/** At most so many tenants are visited at once. */
const concurrent = 4

/**
 * One kind of visit to tenants that are due for it. A visit that takes long holds up no other tenant's, and a visit
 * that fails is made again in the next round.
 */
export class TenantVisits {
  readonly #visit: (tenantId: string) => Promise<boolean>
  readonly #due = new Set<string>()
  readonly #running = new Set<string>()
  readonly #failed = new Set<string>()

  /** @param visit Returns whether it succeeded. */
  constructor(visit: (tenantId: string) => Promise<boolean>) {
    this.#visit = visit
  }

  add(tenantId: string): void {
    this.#due.add(tenantId)
  }

  /** Whether a visit of the tenant is due or has not ended. */
  awaits(tenantId: string): boolean {
    return this.#due.has(tenantId) || this.#running.has(tenantId) || this.#failed.has(tenantId)
  }

  /** Starts the visits that are due, beside those that run. Ends when its own have ended. */
  async round(): Promise<void> {
    for (const tenantId of this.#failed) this.#due.add(tenantId)
    this.#failed.clear()
    await Promise.all(Array.from({ length: concurrent - this.#running.size }, () => this.#visitDue()))
  }

  async #visitDue(): Promise<void> {
    for (let next = this.#next(); next !== undefined; next = this.#next()) {
      this.#due.delete(next)
      this.#running.add(next)
      if (!(await this.#visit(next))) this.#failed.add(next)
      this.#running.delete(next)
    }
  }

  #next(): string | undefined {
    for (const tenantId of this.#due) if (!this.#running.has(tenantId)) return tenantId
    return undefined
  }
}
