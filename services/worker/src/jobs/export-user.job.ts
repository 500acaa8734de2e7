import { type Database, exportUser, readTransferPart, requestPart } from '@inkling/database'
import { InklingError } from '@inkling/errors'
import type { JobPayload } from '@inkling/queues'
import { PartWriter } from '../adapters/part-writer.ts'
import { withinMs, withOneConnection } from '../adapters/with-one-connection.ts'
import type { RunContext } from './as-run.ts'

export interface ExportUserParts {
  readonly database: Database
  readonly databaseUrl: string
  /** The lines of the user's events that are only in the archive. */
  readonly readArchived: (tenantId: string, userId: string, signal: AbortSignal) => AsyncIterable<readonly string[]>
  readonly nowMs?: () => number
}

/**
 * Stores all that is stored of a user in parts, which the caller then fetches. An attempt after one that was
 * interrupted begins again, at a later moment.
 */
export const exportUserJob =
  ({ database, databaseUrl, readArchived, nowMs = Date.now }: ExportUserParts) =>
  async ({ tenantId, exportId }: JobPayload<'exportUser'>, { signal }: Pick<RunContext, 'signal'>) => {
    const tenant = database.background(tenantId, signal)
    const request = await readTransferPart(tenant, exportId, requestPart)
    if (request === undefined) throw new InklingError('not_found', 'The request was erased. Ask for the export again')
    const { userId } = JSON.parse(request) as { userId: string }
    const parts = new PartWriter(tenant, exportId)
    const exportedAt = new Date(nowMs()).toISOString()
    await parts.add([
      JSON.stringify({ format: 'inkling-user', version: 1, tenant: tenantId, user: userId, exportedAt }),
    ])
    const rows = await withOneConnection(databaseUrl, 'export-user', (source) =>
      exportUser(source, tenantId, {
        ...{ userId, nowMs: nowMs(), withinMs, signal },
        onLines: (lines) => parts.add(lines),
      }),
    )
    rows.archive = 0
    for await (const lines of readArchived(tenantId, userId, signal)) {
      rows.archive += lines.length
      await parts.add(lines.map((line) => `{"store":"archive","row":${line}}`))
    }
    await parts.add([JSON.stringify({ end: true, rows })])
    return { parts: await parts.finish(), rows }
  }
