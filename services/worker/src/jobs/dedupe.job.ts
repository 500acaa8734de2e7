import type { Database } from '@inkling/database'
import type { JobPayload } from '@inkling/queues'
import { runInThread } from '@inkling/service-kit'
import type { DuplicateItems, FindDuplicatesInput } from '../threads/find-duplicates.ts'
import { type AppliedChanges, type Applying, applyAll } from './apply.job.ts'
import type { RunContext } from './as-run.ts'

const thread = new URL('../threads/find-duplicates.thread.ts', import.meta.url)

/**
 * Finds a tenant's items that say the same, and stores for each duplicate that it be merged into the item that was
 * created first. Unless it is a dry run, it then makes these changes as an apply run does.
 */
export function dedupeJob(database: Database, databaseUrl: string, applying: Applying) {
  return async (
    { tenantId, runId, dryRun, similarity, ignore }: JobPayload<'dedupe'>,
    { onProgress, signal }: Pick<RunContext, 'onProgress' | 'signal'>,
  ): Promise<DuplicateItems & Partial<AppliedChanges>> => {
    const input: FindDuplicatesInput = { databaseUrl, tenantId, runId, similarity, ignore }
    const found = await runInThread<DuplicateItems>(thread, input, { onProgress, signal })
    if (dryRun) return found
    return { ...found, ...(await applyAll(database.background(tenantId), runId, signal, applying)) }
  }
}
