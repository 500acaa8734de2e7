import { applyNextChanges, countItemChanges, type Database, type TenantDatabase } from '@inkling/database'
import type { JobPayload } from '@inkling/queues'
import type { RunContext } from './as-run.ts'

export interface AppliedChanges {
  readonly applied: number
  /** Changes of items that changed since they were proposed. */
  readonly refused: number
  /** Changes that were applied, refused or undone before. */
  readonly decidedBefore: number
}

/** Makes the changes that a run proposed. A second run changes nothing. */
export const applyJob =
  (database: Database, onChanged: (tenantId: string) => Promise<unknown>) =>
  ({ tenantId, changesOf }: JobPayload<'apply'>, { signal }: Pick<RunContext, 'signal'>): Promise<AppliedChanges> =>
    applyAll(database.background(tenantId), changesOf, signal, onChanged)

/** If it is interrupted, the changes that it made stay made; another call makes the others. */
export async function applyAll(
  tenant: TenantDatabase,
  changesOf: string,
  signal: AbortSignal,
  onChanged: (tenantId: string) => Promise<unknown>,
): Promise<AppliedChanges> {
  const before = await countItemChanges(tenant, changesOf)
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
  return { applied, refused, decidedBefore: before.applied + before.refused + before.undone }
}
