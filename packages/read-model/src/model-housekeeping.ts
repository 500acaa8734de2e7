import type { ModelMemory } from './model-memory.ts'
import type { ModelUpkeep } from './model-upkeep.ts'

const everyMs = 10_000
/** A model that goes on learning is stored this often. */
const keepEveryMs = 60_000

/** Lets idle models leave memory, and stores now and then what the others have learned. */
export class ModelHousekeeping<M, C> {
  readonly #memory: ModelMemory<M, C>
  readonly #upkeep: ModelUpkeep<M, C>
  readonly #timer: NodeJS.Timeout
  #isKeeping = false

  constructor(memory: ModelMemory<M, C>, upkeep: ModelUpkeep<M, C>) {
    this.#memory = memory
    this.#upkeep = upkeep
    this.#timer = setInterval(() => void this.#round(), everyMs)
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  /** A model that left memory meanwhile is not stored: a forgotten one never, an evicted one elsewhere. */
  async #round(): Promise<void> {
    this.#memory.leaveIdle()
    if (this.#isKeeping) return
    this.#isKeeping = true
    for (const resident of this.#memory.all)
      if (this.#memory.holds(resident)) await this.#upkeep.keepEvery(resident, keepEveryMs)
    this.#isKeeping = false
  }
}
