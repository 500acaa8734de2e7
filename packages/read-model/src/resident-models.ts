import { withTimeout } from '@inkling/resilience'
import { type Logger, readModelMetrics } from '@inkling/telemetry'
import type { ChangeFeed } from './change-feed.ts'
import { LeavingModels } from './leaving-models.ts'
import { type Followed, ModelFollower } from './model-follower.ts'
import { ModelHousekeeping } from './model-housekeeping.ts'
import { ModelLoads } from './model-loads.ts'
import { ModelMemory } from './model-memory.ts'
import type { ModelSource } from './model-source.ts'
import { ModelUpkeep } from './model-upkeep.ts'
import type { ResidentModel } from './resident-model.ts'

export interface ResidentModelsOptions {
  /** The least recently used tenants leave memory when the models occupy more. */
  readonly maxBytes: number
  /** A tenant leaves memory that had no request and no change for so long. The default is ten minutes. */
  readonly idleMs?: number
  /** Tells which tenants have changed. One serves all kinds of models of a process. */
  readonly feed: Pick<ChangeFeed, 'listen'>
  readonly follow: Followed
  readonly logger: Logger
  /** A tenant's model was replaced by that of a newer snapshot. */
  readonly onReplaced?: (tenantId: string) => void
  readonly metrics?: ReturnType<typeof readModelMetrics>
}

const defaultIdleMs = 600_000

/**
 * The read models of one kind in memory. A tenant's model is loaded on first use, reads changes as they are committed,
 * and leaves when others need the room. While Postgres is unavailable, resident models answer from what they know.
 */
export class ResidentModels<M, C> {
  readonly #upkeep: ModelUpkeep<M, C>
  readonly #leaving: LeavingModels<M, C>
  readonly #memory: ModelMemory<M, C>
  readonly #loads: ModelLoads<M, C>
  readonly #follower: ModelFollower<M, C>
  readonly #housekeeping: ModelHousekeeping<M, C>

  constructor(source: ModelSource<M, C>, options: ResidentModelsOptions) {
    const { maxBytes, idleMs = defaultIdleMs, feed, follow, logger, metrics = readModelMetrics() } = options
    this.#upkeep = new ModelUpkeep(logger, metrics, options.onReplaced)
    this.#leaving = new LeavingModels(this.#upkeep)
    this.#memory = new ModelMemory({ maxBytes, idleMs }, this.#leaving, metrics)
    this.#loads = new ModelLoads(source, this.#memory, this.#leaving, logger, metrics)
    this.#follower = new ModelFollower(feed, follow, this.#memory, this.#loads, this.#upkeep)
    this.#housekeeping = new ModelHousekeeping(feed, this.#memory, this.#upkeep)
  }

  /** The tenant's model if it is in memory. It counts as used. */
  find(tenantId: string): ResidentModel<M, C> | undefined {
    return this.#memory.use(tenantId)
  }

  /** The tenant's model, once it is loaded. @throws what the source throws */
  async get(tenantId: string): Promise<ResidentModel<M, C>> {
    return this.#memory.use(tenantId) ?? this.#loads.load(tenantId)
  }

  /**
   * The tenant's model, for callers that can answer without it. A model that is not in memory is loaded in the
   * background and awaited for at most `waitMs`. After a failed load the next one starts 5 s later at the earliest.
   */
  async getWithin(tenantId: string, waitMs: number): Promise<ResidentModel<M, C> | undefined> {
    const resident = this.#memory.use(tenantId)
    if (resident) return resident
    const loading = this.#loads.tryLoad(tenantId)
    return waitMs > 0 ? withTimeout(loading, waitMs) : undefined
  }

  /** Whether the tenant's model is in memory. */
  has(tenantId: string): boolean {
    return this.#memory.peek(tenantId) !== undefined
  }

  /** The models in memory. */
  get models(): M[] {
    return this.#memory.all.map(({ model }) => model)
  }

  /** What the models in memory occupy, by tenant. */
  get bytesByTenant(): ReadonlyMap<string, number> {
    return new Map(this.#memory.all.map(({ tenantId, bytes }) => [tenantId, bytes]))
  }

  /** Something of the tenant was committed: a resident model reads it now instead of at the next poll. */
  wake(tenantId: string): void {
    const resident = this.#memory.peek(tenantId)
    if (resident) void this.#upkeep.catchUp(resident)
  }

  /** The same, and loads the model if it is not in memory, so that it learns from later changes as they happen. */
  warm(tenantId: string): void {
    if (this.#memory.peek(tenantId)) this.wake(tenantId)
    else void this.#loads.tryLoad(tenantId)
  }

  /** The tenant has a newer snapshot: a resident model is replaced by it in the background. */
  refresh(tenantId: string): void {
    const resident = this.#memory.peek(tenantId)
    if (resident) void this.#upkeep.refresh(resident)
  }

  /** A resident model is replaced in the background by one that is loaded again. */
  reload(tenantId: string): void {
    const resident = this.#memory.peek(tenantId)
    if (resident) void this.#upkeep.reload(resident)
  }

  /** Forgets the tenant's model. What it learned since it was last stored is lost. */
  drop(tenantId: string): void {
    this.#memory.forget(tenantId)
    this.#loads.forget(tenantId)
  }

  /** Forgets the models of all tenants: their database was replaced by another one. */
  dropAll(): void {
    for (const { tenantId } of this.#memory.all) this.#memory.forget(tenantId)
    for (const tenantId of this.#loads.loading) this.#loads.forget(tenantId)
  }

  /** Ends when everything that the models learned is stored. */
  async close(): Promise<void> {
    this.#follower.stop()
    this.#housekeeping.stop()
    this.#memory.empty()
    await this.#leaving.allStored()
  }
}
