import type { ModelUpkeep } from './model-upkeep.ts'
import type { ResidentModel } from './resident-model.ts'

/**
 * Models that left memory and still store what they learned. A tenant is loaded again only after that, so it has at
 * most one.
 */
export class LeavingModels<M, C> {
  readonly #upkeep: ModelUpkeep<M, C>
  readonly #leaving = new Map<string, Promise<void>>()

  constructor(upkeep: ModelUpkeep<M, C>) {
    this.#upkeep = upkeep
  }

  add(resident: ResidentModel<M, C>): void {
    const { tenantId } = resident
    const leaving = this.#upkeep.keep(resident).then(() => void this.#leaving.delete(tenantId))
    this.#leaving.set(tenantId, leaving)
  }

  /** Ends when the tenant's model is stored; at once if none is leaving. */
  async stored(tenantId: string): Promise<void> {
    await this.#leaving.get(tenantId)
  }

  /** Ends when all of them are stored. */
  async allStored(): Promise<void> {
    await Promise.all(this.#leaving.values())
  }
}
