import { atHorizon, isAfter } from '@inkling/database'
import { CoalescedRun } from './coalesced-run.ts'
import type { LoadedModel, ModelSource } from './model-source.ts'
import { knows, WriteWaiters } from './write-waiters.ts'

/** One tenant's model, and how far it has read the log of changes. */
export class ModelTail<M, C> {
  readonly tenantId: string
  /** The database cluster that the model was read from. */
  readonly cluster: string
  readonly #source: ModelSource<M, C>
  readonly #run = new CoalescedRun()
  readonly #waiters = new WriteWaiters()
  #loaded: LoadedModel<M>
  #isLive = false
  #livePages = 0

  private constructor(tenantId: string, source: ModelSource<M, C>, loaded: LoadedModel<M>) {
    this.tenantId = tenantId
    this.cluster = source.cluster
    this.#source = source
    this.#loaded = loaded
  }

  /** A model with all changes that are committed by now. */
  static async load<M, C>(tenantId: string, source: ModelSource<M, C>): Promise<ModelTail<M, C>> {
    const tail = new ModelTail(tenantId, source, await source.load(tenantId))
    await tail.catchUp()
    return tail
  }

  get loaded(): LoadedModel<M> {
    return this.#loaded
  }

  /** How many pages of live changes the model has learned from. */
  get livePages(): number {
    return this.#livePages
  }

  /** From now on changes reach the model as they happen. */
  goLive(): void {
    this.#isLive = true
  }

  /** Applies all changes that are committed by now. Calls while one runs share one more run after it. */
  catchUp(): Promise<void> {
    return this.#run.run(() => this.#drain())
  }

  /** Nothing of the tenant changed between the model's position and this horizon, so it knows all below it. */
  advanceTo(horizon: bigint): void {
    if (this.#run.running || horizon <= this.#loaded.position.xid) return
    this.#loaded = { ...this.#loaded, position: atHorizon(horizon) }
    this.#waiters.advanceTo(this.#loaded.position)
  }

  /** Waits until the model knows a transaction, for at most `timeoutMs`. Returns whether it does. */
  async waitFor(transactionId: bigint, timeoutMs: number): Promise<boolean> {
    if (knows(this.#loaded.position, transactionId)) return true
    const waiting = this.#waiters.wait(transactionId, timeoutMs)
    this.catchUp().catch(() => {})
    return waiting
  }

  /**
   * Goes on with the model of `replacement` once that has read at least as far. Until then this model serves and
   * learns.
   */
  async replaceWith(replacement: ModelTail<M, C>): Promise<void> {
    while (this.#run.running || isAfter(this.#loaded.position, replacement.#loaded.position))
      await (this.#run.running ?? replacement.catchUp())
    this.#loaded = replacement.#loaded
  }

  async #drain(): Promise<void> {
    for (let drained = false; !drained; ) {
      const page = await this.#source.readChanges(this.tenantId, this.#loaded.position)
      if (page.changes.length > 0) this.#apply(page.changes)
      this.#loaded = { ...this.#loaded, position: page.next }
      drained = page.drained
    }
    this.#waiters.advanceTo(this.#loaded.position)
  }

  #apply(changes: readonly C[]): void {
    this.#source.apply(this.tenantId, this.#loaded.model, changes, this.#isLive)
    if (this.#isLive) this.#livePages++
  }
}
