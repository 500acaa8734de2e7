import { CoalescedRun } from './coalesced-run.ts'
import { ModelKeeper } from './model-keeper.ts'
import type { ModelSource } from './model-source.ts'
import { ModelTail } from './model-tail.ts'

/**
 * One tenant's model in memory: kept fresh by its tail, stored by its keeper, replaced when there is a newer snapshot.
 */
export class ResidentModel<M, C> {
  readonly #source: ModelSource<M, C>
  readonly #tail: ModelTail<M, C>
  readonly #keeper: ModelKeeper<M, C>
  readonly #refreshing = new CoalescedRun()
  #mustReload = false

  private constructor(source: ModelSource<M, C>, tail: ModelTail<M, C>) {
    this.#source = source
    this.#tail = tail
    this.#keeper = new ModelKeeper(source, tail)
    tail.goLive()
  }

  static async load<M, C>(tenantId: string, source: ModelSource<M, C>): Promise<ResidentModel<M, C>> {
    return new ResidentModel(source, await ModelTail.load(tenantId, source))
  }

  get tenantId(): string {
    return this.#tail.tenantId
  }

  /** The database cluster that it reads. */
  get cluster(): string {
    return this.#tail.cluster
  }

  get model(): M {
    return this.#tail.loaded.model
  }

  /** The last transaction that the model knows. It also knows every transaction before it. */
  get epoch(): number {
    return Number(this.#tail.loaded.position.xid - 1n)
  }

  get bytes(): number {
    return this.#source.bytes(this.model)
  }

  /** Nothing of the tenant changed below this horizon that the model has not read. */
  advanceTo(horizon: bigint): void {
    this.#tail.advanceTo(horizon)
  }

  /** Applies all changes that are committed by now. Calls while one runs share one more run after it. */
  catchUp(): Promise<void> {
    return this.#tail.catchUp()
  }

  /** Waits until the model knows a transaction, for at most `timeoutMs`. Returns whether it does. */
  waitFor(transactionId: bigint, timeoutMs: number): Promise<boolean> {
    return this.#tail.waitFor(transactionId, timeoutMs)
  }

  /** Stores what the model learned since it was last stored. */
  keep(): Promise<void> {
    return this.#keeper.keep()
  }

  /** The same, but at most once per `everyMs`. @param nowMs a clock that never goes back */
  keepEvery(everyMs: number, nowMs: number): Promise<void> {
    return this.#keeper.keepEvery(everyMs, nowMs)
  }

  /**
   * Replaces the model if there is a newer snapshot, once that has caught up. Returns whether there was one. Calls
   * while one runs share one more run after it, which finds a snapshot that was stored meanwhile.
   */
  async refresh(): Promise<boolean> {
    const { version } = this.#tail.loaded
    await this.#refreshing.run(() => this.#replaceIfOlder())
    return this.#tail.loaded.version > version
  }

  /** Replaces the model by one that is loaded again, once that has caught up. */
  reload(): Promise<void> {
    this.#mustReload = true
    return this.#refreshing.run(() => this.#replaceIfOlder())
  }

  async #replaceIfOlder(): Promise<void> {
    const isAsked = this.#mustReload
    this.#mustReload = false
    if (!isAsked && (await this.#source.newestVersion(this.tenantId)) <= this.#tail.loaded.version) return
    await this.keep()
    await this.#tail.replaceWith(await ModelTail.load(this.tenantId, this.#source))
  }
}
