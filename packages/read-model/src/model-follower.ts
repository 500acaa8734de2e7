import type { Topic } from '@inkling/contracts'
import type { ChangeFeed, Changes } from './change-feed.ts'
import type { ModelLoads } from './model-loads.ts'
import type { ModelMemory } from './model-memory.ts'
import type { ModelUpkeep } from './model-upkeep.ts'
import type { ResidentModel } from './resident-model.ts'

/** What a kind of model follows. */
export interface Followed {
  /** The changes that its models read. */
  readonly changes: Topic
  /** The snapshots from which its models are loaded. */
  readonly snapshots?: Topic
}

/** At most so many tenants are visited at once. */
const concurrent = 4

/**
 * Visits the resident models whose tenants have changed, and no others. A visit that fails is made again at the next
 * poll.
 */
export class ModelFollower<M, C> {
  readonly #memory: ModelMemory<M, C>
  readonly #loads: ModelLoads<M, C>
  readonly #upkeep: ModelUpkeep<M, C>
  readonly #followed: Followed
  /** Tenants whose models have changes to read. */
  readonly #behind = new Set<string>()
  /** Tenants that have a newer snapshot. */
  readonly #outdated = new Set<string>()
  readonly #stop: () => void
  #isVisiting = false

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
    this.#note(this.#behind, changes.of(topic))
    if (snapshots) this.#note(this.#outdated, changes.of(snapshots))
    for (const resident of this.#memory.all)
      if (!this.#behind.has(resident.tenantId)) resident.advanceTo(changes.horizon)
    if (this.#isVisiting) return
    this.#isVisiting = true
    const tenants = new Set([...this.#behind, ...this.#outdated]).values()
    await Promise.all(Array.from({ length: concurrent }, () => this.#visitAll(tenants)))
    this.#isVisiting = false
    this.#memory.report()
  }

  /** A model that is being loaded may have been read before the change, so it is visited when it is there. */
  #note(noted: Set<string>, tenants: Iterable<string> | undefined): void {
    const all = () => [...this.#memory.all.map(({ tenantId }) => tenantId), ...this.#loads.loading]
    for (const tenantId of tenants ?? all())
      if (this.#memory.peek(tenantId) || this.#loads.isLoading(tenantId)) noted.add(tenantId)
  }

  async #visitAll(tenants: Iterator<string>): Promise<void> {
    for (let next = tenants.next(); !next.done; next = tenants.next()) await this.#visit(next.value)
  }

  async #visit(tenantId: string): Promise<void> {
    if (this.#loads.isLoading(tenantId)) return
    const [isBehind, isOutdated] = [this.#behind.delete(tenantId), this.#outdated.delete(tenantId)]
    const resident = this.#memory.peek(tenantId)
    if (!resident) return
    const isFresh = !isBehind || (await this.#catchUp(resident))
    if (!isFresh) this.#behind.add(tenantId)
    if (isOutdated && !(isFresh && (await this.#upkeep.refresh(resident)))) this.#outdated.add(tenantId)
  }

  async #catchUp(resident: ResidentModel<M, C>): Promise<boolean> {
    const isDone = await this.#upkeep.catchUp(resident)
    if (this.#memory.holds(resident)) this.#memory.measure(resident)
    return isDone
  }
}
