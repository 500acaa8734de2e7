import { type Logger, readModelMetrics } from '@inkling/telemetry'
import type { ResidentModel } from './resident-model.ts'

/**
 * Keeps resident models fresh and stored. A step that fails is logged and counted, and the model serves on as it is.
 */
export class ModelUpkeep<M, C> {
  readonly #logger: Logger
  readonly #metrics: ReturnType<typeof readModelMetrics>
  readonly #onReplaced: (tenantId: string) => void

  constructor(logger: Logger, metrics = readModelMetrics(), onReplaced: (tenantId: string) => void = () => {}) {
    this.#logger = logger
    this.#onReplaced = onReplaced
    this.#metrics = metrics
  }

  /** Reads the changes. Returns whether that succeeded. */
  catchUp(resident: ResidentModel<M, C>): Promise<boolean> {
    return this.#attempt(resident, () => resident.catchUp())
  }

  /** Puts the newest snapshot into service. Returns whether that succeeded. */
  refresh(resident: ResidentModel<M, C>): Promise<boolean> {
    return this.#attempt(resident, () => this.#refresh(resident))
  }

  /** Puts a model into service that is loaded again. Returns whether that succeeded. */
  reload(resident: ResidentModel<M, C>): Promise<boolean> {
    return this.#attempt(resident, () => resident.reload())
  }

  keep(resident: ResidentModel<M, C>): Promise<void> {
    return this.#store(resident, () => resident.keep())
  }

  keepEvery(resident: ResidentModel<M, C>, everyMs: number): Promise<void> {
    return this.#store(resident, () => resident.keepEvery(everyMs, performance.now()))
  }

  async #refresh(resident: ResidentModel<M, C>): Promise<void> {
    const { tenantId } = resident
    if (!(await resident.refresh())) return
    this.#logger.info({ tenantId }, 'new model in service')
    this.#onReplaced(tenantId)
  }

  async #attempt({ tenantId }: ResidentModel<M, C>, step: () => Promise<void>): Promise<boolean> {
    try {
      await step()
      return true
    } catch (error) {
      this.#metrics.tailFailures.inc()
      this.#logger.warn({ err: error, tenantId }, 'cannot read changes; the model answers without them')
      return false
    }
  }

  async #store({ tenantId }: ResidentModel<M, C>, store: () => Promise<void>): Promise<void> {
    try {
      await store()
    } catch (error) {
      this.#logger.warn(
        { err: error, tenantId },
        'cannot store what the model learned; it is lost if the process stops',
      )
    }
  }
}
