import type { LogPosition } from '@inkling/database'

/** A page of one tenant's changes, in commit order. */
export interface Changes<C> {
  readonly changes: readonly C[]
  /** The position to read on from. */
  readonly next: LogPosition
  /** Whether there are no further changes at present. */
  readonly drained: boolean
}

/** The sources of a model: a snapshot (0 if there was none) and all changes before a position. */
export interface Origin {
  readonly version: bigint
  readonly position: LogPosition
}

/** A model and its sources. */
export interface LoadedModel<M> extends Origin {
  readonly model: M
}

/** How a service builds one kind of read model and keeps it fresh. `describeModelSource` in `test/` is its contract. */
export interface ModelSource<M, C> {
  /** Names the database cluster that is read; positions and versions of another one mean nothing in it. */
  readonly cluster: string
  /**
   * Builds a tenant's model from its newest snapshot, or from the rows. The position is that of the first change not in
   * it.
   */
  load(tenantId: string): Promise<LoadedModel<M>>
  /** Reads the changes from `position` on, a page at a time. */
  readChanges(tenantId: string, position: LogPosition): Promise<Changes<C>>
  /**
   * Applies a page, synchronously: an answer sees the whole page or nothing of it. `live` is false for changes that
   * happened before the model was in service, true for changes as they happen.
   */
  apply(tenantId: string, model: M, changes: readonly C[], live: boolean): void
  /** The version of the newest snapshot. A model of an older one is replaced in the background. */
  newestVersion(tenantId: string): Promise<bigint>
  /**
   * Stores what a model learned from live changes, which neither a snapshot nor the rows can restore; `load` reads it.
   * Must read the model before its first `await`, because the model then moves on from `origin`. Called now and then
   * while the model learns, and before it leaves memory.
   */
  keep?(tenantId: string, model: M, origin: Origin): Promise<void>
  /** The memory that the model occupies. */
  bytes(model: M): number
}
