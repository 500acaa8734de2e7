import { type Logger, metrics } from '@inkling/telemetry'
import { LRUCache } from 'lru-cache'
import { before } from './before.ts'
import type { ModelSource } from './model-source.ts'
import { ResidentModel } from './resident-model.ts'

export interface ResidentModelsOptions {
  /** Least recently used tenants leave memory beyond this. */
  readonly maxBytes: number
  /** The tail is read at least this often; wake-ups make it quicker. */
  readonly pollMs: number
  readonly logger: Logger
}

const retryMs = 5_000
/** What a model learned is stored at least this often while it goes on learning. */
const keepEveryMs = 60_000

/**
 * The read models in memory: loaded on first use (concurrent first uses share one load), kept fresh by tailing, dropped by
 * bytes when others need the room. While Postgres is away they go on answering from what they know.
 */
export class ResidentModels<M, C> {
  readonly #source: ModelSource<M, C>
  readonly #options: ResidentModelsOptions
  readonly #resident: LRUCache<string, ResidentModel<M, C>>
  readonly #loading = new Map<string, Promise<ResidentModel<M, C>>>()
  /** Tenants whose load failed of late. */
  readonly #failed = new Set<string>()
  /** Those that left memory and still store what they learned. */
  readonly #leaving = new Map<string, Promise<void>>()
  readonly #timer: NodeJS.Timeout
  /** As the gauges know it, which sum all of a process. */
  #measured = { models: 0, bytes: 0 }
  #polling = false

  constructor(source: ModelSource<M, C>, options: ResidentModelsOptions) {
    if (!(options.pollMs >= 10)) throw new RangeError(`pollMs must be at least 10, got ${options.pollMs}`)
    this.#source = source
    this.#options = options
    this.#resident = new LRUCache({
      maxSize: options.maxBytes,
      sizeCalculation: (resident) => Math.min(resident.bytes + 1, options.maxBytes),
      dispose: (resident, _tenantId, reason) => {
        if (reason === 'evict') this.#retire(resident)
      },
    })
    this.#timer = setInterval(() => void this.#poll(), options.pollMs)
  }

  /** The tenant's model, once it is loaded. @throws what the source does when it cannot be. */
  async get(tenantId: string): Promise<ResidentModel<M, C>> {
    return this.#resident.get(tenantId) ?? this.#load(tenantId)
  }

  /**
   * The tenant's model if it is in memory. If not, it is loaded in the background, and waited for at most `waitMs`: for who
   * can answer otherwise. A load that failed is tried again 5 s later at the earliest.
   */
  async getWithin(tenantId: string, waitMs: number): Promise<ResidentModel<M, C> | undefined> {
    const resident = this.#resident.get(tenantId)
    if (resident) return resident
    const loading = this.#tryLoad(tenantId)
    return waitMs > 0 ? await before(waitMs, loading) : undefined
  }

  /** Something was committed for the tenant: read it now rather than at the next poll. */
  wake(tenantId: string): void {
    const resident = this.#resident.peek(tenantId)
    if (resident) void this.#attempt(resident, () => resident.catchUp())
  }

  /** As wake, and for a tenant that is not resident: load it, so that what follows is learned from as it happens. */
  warm(tenantId: string): void {
    if (this.#resident.has(tenantId)) this.wake(tenantId)
    else void this.#tryLoad(tenantId)
  }

  /** There is a newer snapshot: load it in the background and put it into service. */
  refresh(tenantId: string): void {
    const resident = this.#resident.peek(tenantId)
    if (resident) void this.#attempt(resident, () => this.#replace(resident))
  }

  /** Forgets a tenant's model. */
  drop(tenantId: string): void {
    this.#resident.delete(tenantId)
    this.#failed.delete(tenantId)
  }

  /** All in memory. */
  get models(): M[] {
    return [...this.#resident.values()].flatMap((resident) => (resident ? [resident.model] : []))
  }

  /** Stores what is not stored yet of what models learned. */
  async close(): Promise<void> {
    clearInterval(this.#timer)
    for (const resident of this.#resident.values()) if (resident) this.#retire(resident)
    this.#resident.clear()
    await Promise.all(this.#leaving.values())
  }

  #retire(resident: ResidentModel<M, C>): void {
    const { tenantId } = resident
    const earlier = this.#leaving.get(tenantId)
    const keeping = async () => {
      await earlier
      await this.#keep(tenantId, () => resident.keep())
      if (this.#leaving.get(tenantId) === leaving) this.#leaving.delete(tenantId)
    }
    const leaving = keeping()
    this.#leaving.set(tenantId, leaving)
  }

  async #tryLoad(tenantId: string): Promise<ResidentModel<M, C> | undefined> {
    if (this.#failed.has(tenantId)) return undefined
    try {
      return await this.#load(tenantId)
    } catch (error) {
      this.#failed.add(tenantId)
      setTimeout(() => this.#failed.delete(tenantId), retryMs).unref()
      this.#options.logger.warn({ err: error, tenantId }, 'cannot load the model')
      return undefined
    }
  }

  #load(tenantId: string): Promise<ResidentModel<M, C>> {
    const running = this.#loading.get(tenantId)
    if (running) return running
    const load = (this.#leaving.get(tenantId) ?? Promise.resolve())
      .then(() => ResidentModel.load(tenantId, this.#source))
      .then((resident) => {
        metrics.modelLoads.inc({ outcome: 'loaded' })
        this.#resident.set(tenantId, resident)
        return resident
      })
      .catch((error: unknown) => {
        metrics.modelLoads.inc({ outcome: 'failed' })
        throw error
      })
      .finally(() => this.#loading.delete(tenantId))
    this.#loading.set(tenantId, load)
    return load
  }

  async #poll(): Promise<void> {
    if (this.#polling) return
    this.#polling = true
    for (const resident of [...this.#resident.values()]) {
      if (!resident) continue
      await this.#attempt(resident, () => this.#freshen(resident))
      await this.#keep(resident.tenantId, () => resident.keepNowAndThen(performance.now(), keepEveryMs))
    }
    this.#measure()
    this.#polling = false
  }

  async #freshen(resident: ResidentModel<M, C>): Promise<void> {
    await resident.catchUp()
    await this.#replace(resident)
  }

  async #keep(tenantId: string, keep: () => Promise<void>): Promise<void> {
    try {
      await keep()
    } catch (error) {
      this.#options.logger.warn({ err: error, tenantId }, 'cannot store what was learned; what is not stored is lost')
    }
  }

  async #replace(resident: ResidentModel<M, C>): Promise<void> {
    if (await resident.refresh()) this.#options.logger.info({ tenantId: resident.tenantId }, 'new model in service')
  }

  /** When it cannot be done, the model serves on as it is. */
  async #attempt(resident: ResidentModel<M, C>, work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (error) {
      metrics.tailFailures.inc()
      this.#options.logger.warn(
        { err: error, tenantId: resident.tenantId },
        'cannot read changes; answering from what is known',
      )
    }
  }

  /** An entry is measured when it is set; from the least recently used on, so that the order stays and the oldest leave. */
  #measure(): void {
    const residents = [...this.#resident.rvalues()]
    this.#resident.clear()
    for (const resident of residents) if (resident) this.#resident.set(resident.tenantId, resident)
    const held = {
      models: this.#resident.size,
      bytes: [...this.#resident.values()].reduce((sum, resident) => sum + (resident?.bytes ?? 0), 0),
    }
    metrics.residentModels.inc(held.models - this.#measured.models)
    metrics.residentBytes.inc(held.bytes - this.#measured.bytes)
    this.#measured = held
  }
}
