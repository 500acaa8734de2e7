import type { ChangeFeed } from './change-feed.ts'
import type { ModelMemory } from './model-memory.ts'
import type { ModelUpkeep } from './model-upkeep.ts'

const everyMs = 10_000
/** A model that goes on learning is stored this often. */
const keepEveryMs = 60_000

/**
 * Lets idle models leave memory, and stores now and then what the others have learned. No model leaves while changes
 * cannot be read: it could not be loaded again.
 */
export class ModelHousekeeping<M, C> {
  readonly #memory: ModelMemory<M, C>
  readonly #upkeep: ModelUpkeep<M, C>
  readonly #timer: NodeJS.Timeout
  readonly #stopListening: () => void
  /** Whether changes were read since the last round. */
  #isFollowing = false
  #isKeeping = false

  constructor(feed: Pick<ChangeFeed, 'listen'>, memory: ModelMemory<M, C>, upkeep: ModelUpkeep<M, C>) {
    this.#stopListening = feed.listen(() => {
      this.#isFollowing = true
    })
    this.#memory = memory
    this.#upkeep = upkeep
    this.#timer = setInterval(() => void this.#round(), everyMs)
  }

  stop(): void {
    this.#stopListening()
    clearInterval(this.#timer)
  }

  /** A model that left memory meanwhile is not stored: a forgotten one never, an evicted one elsewhere. */
  async #round(): Promise<void> {
    if (this.#isFollowing) this.#memory.leaveIdle()
    this.#isFollowing = false
    if (this.#isKeeping) return
    this.#isKeeping = true
    for (const resident of this.#memory.all)
      if (this.#memory.holds(resident)) await this.#upkeep.keepEvery(resident, keepEveryMs)
    this.#isKeeping = false
  }
}
