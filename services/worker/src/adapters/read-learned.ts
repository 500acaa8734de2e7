import { snapshotKinds } from '@inkling/contracts'
import { readSnapshotHead, type TenantDatabase } from '@inkling/database'
import { type LearnedState, NextItemModel } from '@inkling/predictors'

/**
 * The learned state of the newest next-item snapshot. Undefined if there is no snapshot, or if another version of the
 * software wrote it. Reads a megabyte, however large the model.
 */
export async function readLearned(database: TenantDatabase): Promise<LearnedState | undefined> {
  const head = await readSnapshotHead(database, snapshotKinds.nextItem)
  if (!head) return undefined
  try {
    return NextItemModel.decodeLearned(head)
  } catch {
    return undefined
  }
}
