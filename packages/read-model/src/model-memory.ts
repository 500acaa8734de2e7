import { readModelMetrics } from '@inkling/telemetry'
import { LRUCache } from 'lru-cache'
import type { LeavingModels } from './leaving-models.ts'
import type { ResidentModel } from './resident-model.ts'

export interface ModelMemoryOptions {
  /** The least recently used models leave when all occupy more. */
  readonly maxBytes: number
  /** A model leaves that was neither used nor changed for so long. */
  readonly idleMs: number
}

/** The cache allows no size of 0. */
const sizeOfEmpty = 1

/**
 * The resident models by tenant, within a number of bytes. The least recently used ones leave when there is no room; a
 * model that is larger than the whole room stays alone.
 */
export class ModelMemory<M, C> {
  readonly #leaving: LeavingModels<M, C>
  readonly #metrics: ReturnType<typeof readModelMetrics>
  readonly #residents: LRUCache<string, ResidentModel<M, C>>
  /** This memory's share of the gauges, which cover all memories of the process. */
  #counted = { models: 0, bytes: 0 }

  constructor({ maxBytes, idleMs }: ModelMemoryOptions, leaving: LeavingModels<M, C>, metrics = readModelMetrics()) {
    this.#leaving = leaving
    this.#metrics = metrics
    this.#residents = new LRUCache({
      maxSize: maxBytes,
      sizeCalculation: (resident) => Math.min(resident.bytes + sizeOfEmpty, maxBytes),
      ttl: idleMs,
      // The cache looks this clock up only once, before a test can replace it.
      perf: performance,
      updateAgeOnGet: true,
      // An idle model leaves by `leaveIdle`; until then it serves.
      allowStale: true,
      noDeleteOnStaleGet: true,
      dispose: (resident, _tenantId, reason) => {
        if (reason === 'evict' || reason === 'expire') leaving.add(resident)
      },
    })
  }

  /** The tenant's model, which counts as used now. */
  use(tenantId: string): ResidentModel<M, C> | undefined {
    return this.#residents.get(tenantId)
  }

  /** The tenant's model, which does not count as used. */
  peek(tenantId: string): ResidentModel<M, C> | undefined {
    return this.#residents.peek(tenantId)
  }

  holds(resident: ResidentModel<M, C>): boolean {
    return this.peek(resident.tenantId) === resident
  }

  add(resident: ResidentModel<M, C>): void {
    this.#residents.set(resident.tenantId, resident)
  }

  /** Forgets a tenant's model without storing what it learned. */
  forget(tenantId: string): void {
    this.#residents.delete(tenantId)
  }

  /** The models, the least recently used first. */
  get all(): ResidentModel<M, C>[] {
    return [...this.#residents.rvalues()].filter((resident) => resident !== undefined)
  }

  /** All models leave. */
  empty(): void {
    const { all } = this
    this.#residents.clear()
    for (const resident of all) this.#leaving.add(resident)
  }

  /** Measures a model that has changed, and counts it as used. The cache measures an entry when it is added. */
  measure(resident: ResidentModel<M, C>): void {
    this.#residents.delete(resident.tenantId)
    this.add(resident)
  }

  /** The idle models leave. */
  leaveIdle(): void {
    this.#residents.purgeStale()
  }

  /** Sets the gauges. */
  report(): void {
    const models = this.#residents.size
    const held = { models, bytes: this.#residents.calculatedSize - models * sizeOfEmpty }
    this.#metrics.resident.inc(held.models - this.#counted.models)
    this.#metrics.residentBytes.inc(held.bytes - this.#counted.bytes)
    this.#counted = held
  }
}
