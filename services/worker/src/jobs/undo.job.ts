import { countItemChanges, type Database, undoNextChanges } from '@inkling/database'
import type { JobPayload } from '@inkling/queues'
import type { RunContext } from './as-run.ts'

/**
 * Takes back the changes that a run made within the last 30 days. Items that were changed or deleted since stay as they
 * are, and the result counts them, as the list shows them as kept.
 */
export const undoJob =
  (database: Database, onChanged: (tenantId: string) => Promise<unknown>) =>
  async ({ tenantId, changesOf }: JobPayload<'undo'>, { signal }: Pick<RunContext, 'signal'>) => {
    const tenant = database.background(tenantId)
    const before = await countItemChanges(tenant, changesOf)
    let undone = 0
    for (let afterId: string | undefined = ''; afterId !== undefined; ) {
      signal.throwIfAborted()
      const batch = await undoNextChanges(tenant, changesOf, afterId)
      undone += batch.made
      afterId = batch.lastId
    }
    // An attempt that undid changes may have failed before this.
    if (undone + before.undone > 0) await onChanged(tenantId)
    return { undone, refused: before.applied + before.kept - undone, undoneBefore: before.undone }
  }
