import type { ModelSource } from './model-source.ts'
import type { ModelTail } from './model-tail.ts'

/** Stores the state that one model learned from live changes, one write at a time. */
export class ModelKeeper<M, C> {
  readonly #source: ModelSource<M, C>
  readonly #tail: ModelTail<M, C>
  #keeping: Promise<void> = Promise.resolve()
  #keptPages = 0
  #triedAtMs = Number.NEGATIVE_INFINITY

  constructor(source: ModelSource<M, C>, tail: ModelTail<M, C>) {
    this.#source = source
    this.#tail = tail
  }

  /** Stores what the model learned since it was last stored. After a failure the next call tries again. */
  keep(): Promise<void> {
    this.#keeping = this.#keeping.catch(() => {}).then(() => this.#store())
    return this.#keeping
  }

  /**
   * The same, but only if the last call of this method that stored was at least `everyMs` ago.
   * @param nowMs a clock that never goes back
   */
  async keepEvery(everyMs: number, nowMs: number): Promise<void> {
    if (!this.#hasLearned || nowMs - this.#triedAtMs < everyMs) return
    this.#triedAtMs = nowMs
    await this.keep()
  }

  get #hasLearned(): boolean {
    return this.#tail.livePages > this.#keptPages
  }

  async #store(): Promise<void> {
    if (!this.#hasLearned) return
    const { loaded, livePages, tenantId, cluster } = this.#tail
    // Learned from a database that another one has replaced.
    if (cluster !== this.#source.cluster) return
    const { model, version, position } = loaded
    await this.#source.keep?.(tenantId, model, { version, position })
    this.#keptPages = livePages
  }
}
