import type { Topic } from '@inkling/contracts'
import type { ChangeFeed, Changes } from './change-feed.ts'
import type { ModelLoads } from './model-loads.ts'
import type { ModelMemory } from './model-memory.ts'
import type { ModelUpkeep } from './model-upkeep.ts'
import type { ResidentModel } from './resident-model.ts'
import { TenantVisits } from './tenant-visits.ts'

/** What a kind of model follows. */
export interface Followed {
  /** The changes that its models read. */
  readonly changes: Topic
  /** The snapshots from which its models are loaded. */
  readonly snapshots?: Topic
}

/**
 * Visits the resident models whose tenants have changed, and no others. A visit that fails is made again at the next
 * poll.
 */
export class ModelFollower<M, C> {
  readonly #memory: ModelMemory<M, C>
  readonly #loads: ModelLoads<M, C>
  readonly #upkeep: ModelUpkeep<M, C>
  readonly #followed: Followed
  /** To tenants whose models have changes to read. */
  readonly #catchUps = new TenantVisits((tenantId) => this.#visit(tenantId, (resident) => this.#catchUp(resident)))
  /** To tenants that have a newer snapshot. */
  readonly #refreshes = new TenantVisits((tenantId) =>
    this.#visit(tenantId, (resident) => this.#upkeep.refresh(resident)),
  )
  readonly #stop: () => void
  #horizon = 0n

  constructor(
    feed: Pick<ChangeFeed, 'listen'>,
    followed: Followed,
    memory: ModelMemory<M, C>,
    loads: ModelLoads<M, C>,
    upkeep: ModelUpkeep<M, C>,
  ) {
    this.#memory = memory
    this.#loads = loads
    this.#upkeep = upkeep
    this.#followed = followed
    this.#stop = feed.listen((changes) => void this.#follow(changes))
  }

  stop(): void {
    this.#stop()
  }

  async #follow(changes: Changes): Promise<void> {
    const { changes: topic, snapshots } = this.#followed
    this.#note(this.#catchUps, changes.of(topic))
    if (snapshots) this.#note(this.#refreshes, changes.of(snapshots))
    if (changes.horizon !== this.#horizon) this.#advance(changes.horizon)
    await Promise.all([this.#catchUps.round(), this.#refreshes.round()])
    this.#memory.report()
  }

  #advance(horizon: bigint): void {
    this.#horizon = horizon
    for (const resident of this.#memory.all) if (!this.#catchUps.awaits(resident.tenantId)) resident.advanceTo(horizon)
  }

  /** A model that is being loaded may have been read before the change, so it is visited when it is there. */
  #note(visits: TenantVisits, tenants: Iterable<string> | undefined): void {
    const all = () => [...this.#memory.all.map(({ tenantId }) => tenantId), ...this.#loads.loading]
    for (const tenantId of tenants ?? all())
      if (this.#memory.peek(tenantId) || this.#loads.isLoading(tenantId)) visits.add(tenantId)
  }

  async #visit(tenantId: string, visit: (resident: ResidentModel<M, C>) => Promise<boolean>): Promise<boolean> {
    if (this.#loads.isLoading(tenantId)) return false
    const resident = this.#memory.peek(tenantId)
    return resident === undefined || visit(resident)
  }

  async #catchUp(resident: ResidentModel<M, C>): Promise<boolean> {
    const isDone = await this.#upkeep.catchUp(resident)
    if (this.#memory.holds(resident)) this.#memory.measure(resident)
    return isDone
  }
}
