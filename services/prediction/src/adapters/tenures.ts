import { type Database, type LogPosition, leaveHome, takeHome } from '@inkling/database'
import type { NextItemModel } from '@inkling/predictors'
import { learningMetrics } from '@inkling/telemetry'

export interface TenuresOptions {
  readonly database: Pick<Database, 'background'>
  /** Names this process; no two that run have the same name. */
  readonly holder: string
  readonly metrics?: Pick<ReturnType<typeof learningMetrics>, 'homesTaken' | 'homesLost'>
  /** Milliseconds of a clock that never goes back. */
  readonly clock?: () => number
}

/** The time during which this process is the home of a tenant, and learns for it. */
export interface Tenure {
  readonly token: bigint
  /** Where learning from the log of events began. */
  readonly began: LogPosition
  /** How far events are counted in the metrics of learning, or are in the buffer for them. */
  countedUpTo: LogPosition
}

/** How often a process tries to become the home of a tenant whose model it holds. */
const claimEveryMs = 5_000

/** The tenants whose home this process is, and which of its models learn. */
export class Tenures {
  readonly #options: Required<TenuresOptions>
  readonly #held = new Map<string, Tenure>()
  readonly #learning = new WeakMap<NextItemModel, Tenure>()
  readonly #claimedMs = new WeakMap<NextItemModel, number>()

  constructor(options: TenuresOptions) {
    this.#options = { metrics: learningMetrics(), clock: () => performance.now(), ...options }
  }

  /**
   * The tenure of this process; a new one if it may have one.
   * @param isPreferred whether callers regard this process as the tenant's home
   * @throws if Postgres is unavailable
   */
  async take(tenantId: string, isPreferred = false): Promise<Tenure | undefined> {
    const held = this.#held.get(tenantId)
    if (held) return held
    const { database, holder, metrics } = this.#options
    const home = await takeHome(database.background(tenantId), holder, isPreferred)
    if (!home) return undefined
    metrics.homesTaken.inc()
    const tenure = { token: home.token, began: home.began, countedUpTo: home.counted }
    this.#held.set(tenantId, tenure)
    return tenure
  }

  /**
   * Tries to become the home of a tenant whose model learns nothing here, at most once in 5 s. Returns whether another
   * model must be loaded, one that learns.
   */
  async claim(tenantId: string, model: NextItemModel, isPreferred: boolean): Promise<boolean> {
    const nowMs = this.#options.clock()
    if (nowMs - (this.#claimedMs.get(model) ?? Number.NEGATIVE_INFINITY) < claimEveryMs) return false
    this.#claimedMs.set(model, nowMs)
    // While Postgres is unavailable, nobody learns.
    return this.take(tenantId, isPreferred).then(
      (tenure) => tenure !== undefined,
      () => false,
    )
  }

  /** From now on a model learns. */
  begin(model: NextItemModel, tenure: Tenure): void {
    this.#learning.set(model, tenure)
  }

  /** The tenure during which a model learns; undefined if it does not, or does no more. */
  of(tenantId: string, model: NextItemModel): Tenure | undefined {
    const tenure = this.#learning.get(model)
    return tenure && this.#held.get(tenantId) === tenure ? tenure : undefined
  }

  /** Another process learns now: a write was fenced. */
  end(tenantId: string, token: bigint): void {
    if (this.#held.get(tenantId)?.token !== token) return
    this.#held.delete(tenantId)
    this.#options.metrics.homesLost.inc()
  }

  /** The tenant's data was erased or replaced, and with it the lease. */
  drop(tenantId: string): void {
    this.#held.delete(tenantId)
  }

  dropAll(): void {
    this.#held.clear()
  }

  /** Gives all leases back, once what was learned is stored. Those that cannot be given back lapse. */
  async close(): Promise<void> {
    const { database } = this.#options
    const leaving = [...this.#held].map(([tenantId, { token }]) => leaveHome(database.background(tenantId), token))
    await Promise.allSettled(leaving)
  }
}
