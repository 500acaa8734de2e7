import { applyNextChanges, countItemChanges, type Database, type TenantDatabase } from '@inkling/database'
import type { JobPayload } from '@inkling/queues'
import type { ReplayChanges } from '../adapters/replay-in-thread.ts'
import { type ReplayedQuality, reasonToBlock } from '../domain/quality-loss.ts'
import type { RunContext } from './as-run.ts'

export interface AppliedChanges {
  readonly applied: number
  /** Changes of items that changed since they were proposed. */
  readonly refused: number
  /** Changes that were applied, refused, undone or kept before. */
  readonly decidedBefore: number
  /** Why none was made. */
  readonly blocked?: string
  /** What was measured then. */
  readonly quality?: ReplayedQuality
}

/** How changes are applied. */
export interface Applying {
  readonly replay: ReplayChanges
  /** Called after changes were made. */
  readonly onChanged: (tenantId: string) => Promise<unknown>
}

/**
 * Makes the changes that a run proposed, unless replaying recent uses shows that they lose too much quality. A second
 * run changes nothing.
 */
export const applyJob =
  (database: Database, applying: Applying) =>
  ({ tenantId, changesOf, force }: JobPayload<'apply'>, { signal }: Pick<RunContext, 'signal'>) =>
    applyAll(database.background(tenantId), changesOf, signal, { ...applying, ...(force && { replay: undefined }) })

/**
 * If it is interrupted, the changes that it made stay made; another call makes the others.
 * @param applying without `replay`, whatever the changes lose
 */
export async function applyAll(
  tenant: TenantDatabase,
  changesOf: string,
  signal: AbortSignal,
  { replay, onChanged }: Pick<Applying, 'onChanged'> & { readonly replay?: ReplayChanges | undefined },
): Promise<AppliedChanges> {
  const before = await countItemChanges(tenant, changesOf)
  const decidedBefore = before.applied + before.refused + before.undone + before.kept
  if (replay && before.proposed > 0) {
    const quality = await replay(tenant.tenantId, changesOf, signal)
    const blocked = reasonToBlock(quality)
    if (blocked !== undefined) return { applied: 0, refused: 0, decidedBefore, blocked, quality }
  }
  let [applied, refused] = [0, 0]
  for (let isLeft = true; isLeft; ) {
    signal.throwIfAborted()
    const batch = await applyNextChanges(tenant, changesOf)
    applied += batch.made
    refused += batch.refused
    isLeft = batch.lastId !== undefined
  }
  // An attempt that made changes may have failed before this.
  if (applied + before.applied > 0) await onChanged(tenant.tenantId)
  return { applied, refused, decidedBefore }
}
