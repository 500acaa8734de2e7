import { type Database, exportRows } from '@inkling/database'
import type { JobPayload } from '@inkling/queues'
import { PartWriter } from '../adapters/part-writer.ts'
import { withinMs, withOneConnection } from '../adapters/with-one-connection.ts'
import type { RunContext } from './as-run.ts'

/**
 * Stores all that is stored of a tenant at one moment in parts, which the caller then fetches. An attempt after one
 * that was interrupted begins again, at a later moment.
 */
export const exportJob =
  (database: Database, databaseUrl: string) =>
  async ({ ofTenantId, runId }: JobPayload<'export'>, { signal }: Pick<RunContext, 'signal'>) => {
    const parts = new PartWriter(database.background(ofTenantId, signal), runId)
    const rows = await withOneConnection(databaseUrl, 'export', (source) =>
      exportRows(source, ofTenantId, {
        ...{ nowMs: Date.now(), withinMs, signal },
        onLines: (lines) => parts.add(lines),
      }),
    )
    return { ofTenantId, parts: await parts.finish(), rows }
  }
