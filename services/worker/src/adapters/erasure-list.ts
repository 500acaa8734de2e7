import { appendFile, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { addErasures, type Database, type ListedErasure, readOpenErasures } from '@inkling/database'
import type { Logger } from '@inkling/telemetry'

/**
 * A copy of the list of erasures beside the backups: a database that is restored to a time before an erasure does not
 * know of it.
 */
export function erasureList(folder: string | undefined, database: Database, logger: Pick<Logger, 'warn'>) {
  const file = folder === undefined ? undefined : join(folder, 'erasures.ndjson')
  return {
    /** Without a folder it does nothing. */
    async add(erasures: readonly ListedErasure[]): Promise<void> {
      if (file === undefined || erasures.length === 0) return
      await appendFile(file, erasures.map((erasure) => `${JSON.stringify(erasure)}\n`).join(''), { mode: 0o600 })
    },
    /**
     * Adds to the database what it does not know, and starts to erase that.
     * @param onOpen called for each tenant with users who are to be erased
     */
    async apply(onOpen: (tenantId: string) => Promise<unknown>): Promise<void> {
      if (file === undefined) return
      const byTenant = Map.groupBy(await readList(file), ({ tenantId }) => tenantId)
      for (const [tenantId, listed] of byTenant) {
        const tenant = database.background(tenantId)
        const users = await addErasures(tenant, listed)
        if (users > 0) logger.warn({ tenantId, users }, 'the database does not know of erasures: they are done again')
        // Also those that an attempt has added which was interrupted before it started them.
        if ((await readOpenErasures(tenant)).length > 0) await onOpen(tenantId)
      }
    },
  }
}

/** Lines that were cut off, because the disk was full, are left out. */
async function readList(file: string): Promise<ListedErasure[]> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return ''
    throw error
  })
  return text.split('\n').flatMap((line) => {
    try {
      return [JSON.parse(line) as ListedErasure]
    } catch {
      return []
    }
  })
}
