import type { ModelMemory } from './model-memory.ts'
import type { ModelUpkeep } from './model-upkeep.ts'

const minPollMs = 10

/** A model that goes on learning is stored this often. */
const keepEveryMs = 60_000

/**
 * Visits every resident model once per `pollMs`: reads its changes, puts a newer snapshot into service, stores what it
 * learned.
 */
export class ModelPoll<M, C> {
  readonly #memory: ModelMemory<M, C>
  readonly #upkeep: ModelUpkeep<M, C>
  readonly #timer: NodeJS.Timeout
  #isPolling = false

  constructor(memory: ModelMemory<M, C>, upkeep: ModelUpkeep<M, C>, pollMs: number) {
    if (!(pollMs >= minPollMs)) throw new RangeError(`pollMs must be at least ${minPollMs}, got ${pollMs}`)
    this.#memory = memory
    this.#upkeep = upkeep
    this.#timer = setInterval(() => void this.#poll(), pollMs)
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  /**
   * Skips the models that leave memory meanwhile: a forgotten one must not be stored, and an evicted one is stored
   * elsewhere.
   */
  async #poll(): Promise<void> {
    if (this.#isPolling) return
    this.#isPolling = true
    for (const resident of this.#memory.all) {
      if (this.#memory.holds(resident)) await this.#upkeep.catchUpAndRefresh(resident)
      if (this.#memory.holds(resident)) await this.#upkeep.keepEvery(resident, keepEveryMs)
    }
    this.#memory.measure()
    this.#isPolling = false
  }
}
