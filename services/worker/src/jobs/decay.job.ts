import type { Database } from '@inkling/database'
import type { JobPayload } from '@inkling/queues'
import { runInThread } from '@inkling/service-kit'
import type { FindUnusedInput, UnusedItems } from '../threads/find-unused.ts'
import { type AppliedChanges, type Applying, applyAll } from './apply.job.ts'
import type { RunContext } from './as-run.ts'

const thread = new URL('../threads/find-unused.thread.ts', import.meta.url)

/**
 * Finds a tenant's items that are used no more, and stores for each that it be archived. Unless it is a dry run, it
 * then makes these changes as an apply run does.
 */
export function decayJob(database: Database, databaseUrl: string, applying: Applying, clock: () => number = Date.now) {
  return async (
    { dryRun, ...payload }: JobPayload<'decay'>,
    { onProgress, signal }: Pick<RunContext, 'onProgress' | 'signal'>,
  ): Promise<UnusedItems & Partial<AppliedChanges>> => {
    const input: FindUnusedInput = { databaseUrl, nowMs: clock(), ...payload }
    const found = await runInThread<UnusedItems>(thread, input, { onProgress, signal })
    if (dryRun) return found
    return { ...found, ...(await applyAll(database.background(payload.tenantId), payload.runId, signal, applying)) }
  }
}
