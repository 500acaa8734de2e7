import type { LogPosition } from '@inkling/database'
import { before } from './before.ts'
import type { ModelSource } from './model-source.ts'

/** One tenant's model in memory, with the tail that keeps it fresh. */
export class ResidentModel<M, C> {
  readonly tenantId: string
  readonly #source: ModelSource<M, C>
  readonly #waiters = new Set<() => void>()
  #model: M
  #position: LogPosition
  #version: bigint
  #catchingUp: Promise<void> | undefined
  #again = false
  #refreshing: Promise<boolean> | undefined
  #live = false
  #keeping: Promise<void> = Promise.resolve()
  #hasLearned = false
  #keptAtMs = Number.NEGATIVE_INFINITY

  private constructor(
    tenantId: string,
    source: ModelSource<M, C>,
    loaded: { model: M; position: LogPosition; version: bigint },
  ) {
    this.tenantId = tenantId
    this.#source = source
    this.#model = loaded.model
    this.#position = loaded.position
    this.#version = loaded.version
  }

  static async load<M, C>(tenantId: string, source: ModelSource<M, C>): Promise<ResidentModel<M, C>> {
    const resident = new ResidentModel(tenantId, source, await source.load(tenantId))
    await resident.catchUp()
    resident.#live = true
    return resident
  }

  get model(): M {
    return this.#model
  }

  /** The last transaction of which the model knows, and of every one before it. */
  get epoch(): number {
    return Number(this.#position.xid - 1n)
  }

  get bytes(): number {
    return this.#source.bytes(this.#model)
  }

  /** Applies all that is committed by now. Calls while one runs share one more run after it. */
  catchUp(): Promise<void> {
    if (this.#catchingUp) {
      this.#again = true
      return this.#catchingUp
    }
    this.#catchingUp = this.#drain().finally(() => {
      this.#catchingUp = undefined
    })
    return this.#catchingUp
  }

  /** Stores what was learned since it was stored last; one call after the other. */
  keep(): Promise<void> {
    this.#keeping = this.#keeping.catch(() => {}).then(() => this.#keep())
    return this.#keeping
  }

  /** The same unless it was tried less than `everyMs` ago. @param nowMs of a clock that never goes back */
  async keepNowAndThen(nowMs: number, everyMs: number): Promise<void> {
    if (!this.#hasLearned || nowMs - this.#keptAtMs < everyMs) return
    this.#keptAtMs = nowMs
    await this.keep()
  }

  /**
   * Replaces the model when there is a newer snapshot that has caught up with it; the old one serves and learns until then. A call while
   * that goes on (announced, and found by the poll) loads nothing: it waits, and has replaced nothing itself.
   */
  async refresh(): Promise<boolean> {
    if (this.#refreshing) return this.#refreshing.then(() => false)
    this.#refreshing = this.#refresh().finally(() => {
      this.#refreshing = undefined
    })
    return this.#refreshing
  }

  /** Waits until the model knows of a transaction, at most `timeoutMs`; whether it came to that. */
  async waitFor(transactionId: bigint, timeoutMs: number): Promise<boolean> {
    const knows = () => this.#position.xid > transactionId
    if (knows()) return true
    let check = () => {}
    const arrived = new Promise<boolean>((resolve) => {
      check = () => knows() && resolve(true)
      this.#waiters.add(check)
    })
    this.catchUp().catch(() => {})
    try {
      return (await before(timeoutMs, arrived)) ?? false
    } finally {
      this.#waiters.delete(check)
    }
  }

  async #refresh(): Promise<boolean> {
    const newest = await this.#source.newestVersion(this.tenantId)
    if (newest <= this.#version) return false
    await this.keep()
    const replacement = await ResidentModel.load(this.tenantId, this.#source)
    // What it still makes up for has happened to the old one.
    replacement.#live = false
    while (this.#catchingUp || replacement.#isBehind(this)) await (this.#catchingUp ?? replacement.catchUp())
    this.#model = replacement.#model
    this.#position = replacement.#position
    this.#version = replacement.#version
    return true
  }

  #isBehind(other: ResidentModel<M, C>): boolean {
    const [mine, theirs] = [this.#position, other.#position]
    return mine.xid < theirs.xid || (mine.xid === theirs.xid && mine.seq < theirs.seq)
  }

  async #drain(): Promise<void> {
    do {
      this.#again = false
      for (let drained = false; !drained; ) {
        const page = await this.#source.readChanges(this.tenantId, this.#position)
        if (page.changes.length > 0) {
          this.#source.apply(this.tenantId, this.#model, page.changes, this.#live)
          this.#hasLearned ||= this.#live
        }
        this.#position = page.next
        drained = page.drained
      }
      for (const check of this.#waiters) check()
    } while (this.#again)
  }

  async #keep(): Promise<void> {
    if (!this.#hasLearned) return
    this.#hasLearned = false
    try {
      await this.#source.keep?.(this.tenantId, this.#model, { version: this.#version, position: this.#position })
    } catch (error) {
      this.#hasLearned = true
      throw error
    }
  }
}
