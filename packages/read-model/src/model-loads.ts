import { type Logger, readModelMetrics } from '@inkling/telemetry'
import type { LeavingModels } from './leaving-models.ts'
import type { ModelMemory } from './model-memory.ts'
import type { ModelSource } from './model-source.ts'
import { ResidentModel } from './resident-model.ts'

interface Load<M, C> {
  readonly result: Promise<ResidentModel<M, C>>
  /** Aborted when the tenant is forgotten meanwhile. */
  readonly forgotten: AbortController
}

const retryAfterMs = 5_000

/** Loads models into memory. Concurrent calls for one tenant share one load. */
export class ModelLoads<M, C> {
  readonly #source: ModelSource<M, C>
  readonly #memory: ModelMemory<M, C>
  readonly #leaving: LeavingModels<M, C>
  readonly #logger: Logger
  readonly #metrics: ReturnType<typeof readModelMetrics>
  readonly #running = new Map<string, Load<M, C>>()
  /** Tenants whose background load failed less than 5 s ago. */
  readonly #failed = new Set<string>()

  constructor(
    source: ModelSource<M, C>,
    memory: ModelMemory<M, C>,
    leaving: LeavingModels<M, C>,
    logger: Logger,
    metrics = readModelMetrics(),
  ) {
    this.#source = source
    this.#memory = memory
    this.#leaving = leaving
    this.#logger = logger
    this.#metrics = metrics
  }

  /** @throws what the source throws */
  load(tenantId: string): Promise<ResidentModel<M, C>> {
    const running = this.#running.get(tenantId)
    if (running) return running.result
    const forgotten = new AbortController()
    const result = this.#load(tenantId, forgotten.signal)
    this.#running.set(tenantId, { result, forgotten })
    return result
  }

  /** Undefined if the load fails, or if one failed less than 5 s ago. */
  async tryLoad(tenantId: string): Promise<ResidentModel<M, C> | undefined> {
    if (this.#failed.has(tenantId)) return undefined
    try {
      return await this.load(tenantId)
    } catch (error) {
      this.#failed.add(tenantId)
      setTimeout(() => this.#failed.delete(tenantId), retryAfterMs).unref()
      this.#logger.warn({ err: error, tenantId }, 'cannot load the model; the next try is in 5 s')
      return undefined
    }
  }

  /** The tenants whose models are being loaded. */
  get loading(): string[] {
    return [...this.#running.keys()]
  }

  isLoading(tenantId: string): boolean {
    return this.#running.has(tenantId)
  }

  /**
   * A load that is running has read data that must be forgotten: its model does not enter memory, and the next call
   * loads again.
   */
  forget(tenantId: string): void {
    this.#failed.delete(tenantId)
    this.#running.get(tenantId)?.forgotten.abort()
    this.#running.delete(tenantId)
  }

  async #load(tenantId: string, forgotten: AbortSignal): Promise<ResidentModel<M, C>> {
    try {
      await this.#leaving.stored(tenantId)
      const resident = await ResidentModel.load(tenantId, this.#source)
      if (!forgotten.aborted) this.#memory.add(resident)
      this.#metrics.loads.inc({ outcome: 'loaded' })
      return resident
    } catch (error) {
      this.#metrics.loads.inc({ outcome: 'failed' })
      throw error
    } finally {
      if (!forgotten.aborted) this.#running.delete(tenantId)
    }
  }
}
