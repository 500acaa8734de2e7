import type { LogPosition } from '@inkling/database'

/** Changes of one tenant in commit order. */
export interface Changes<C> {
  readonly changes: readonly C[]
  /** Where to read on. */
  readonly next: LogPosition
  /** Whether that is all there was. */
  readonly drained: boolean
}

/** What a model was made of: a snapshot (0 if none) and the changes before a position. */
export interface Origin {
  readonly version: bigint
  readonly position: LogPosition
}

/** How a kind of read model is built and kept fresh; implemented by the service that answers from it. */
export interface ModelSource<M, C> {
  /** Builds a tenant's model (from its newest snapshot, or from the rows), and says up to where it knows. */
  load(tenantId: string): Promise<{ readonly model: M; readonly position: LogPosition; readonly version: bigint }>
  /** Reads what came after `position`, in pages. */
  readChanges(tenantId: string, position: LogPosition): Promise<Changes<C>>
  /**
   * Applies a page, synchronously: an answer sees all of a page or nothing of it. `live` tells what happens now from what
   * is only made up for after loading.
   */
  apply(tenantId: string, model: M, changes: readonly C[], live: boolean): void
  /** The newest snapshot's version; a model of an older one is replaced in the background. */
  newestVersion(tenantId: string): Promise<bigint>
  /**
   * Stores what a model learned from changes as they happened, which neither a snapshot nor they can bring back; `load` finds
   * it. Reads the model before it first waits: later it has moved on from `origin`. Called now and then while the
   * model goes on learning, and before it leaves memory.
   */
  keep?(tenantId: string, model: M, origin: Origin): Promise<void>
  /** Memory that the model holds. */
  bytes(model: M): number
}
