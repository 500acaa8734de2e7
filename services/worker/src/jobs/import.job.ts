import {
  type Database,
  deleteTransferParts,
  importRows,
  readTransferPart,
  type TenantDatabase,
} from '@inkling/database'
import { InklingError } from '@inkling/errors'
import type { JobPayload } from '@inkling/queues'
import { withinMs, withOneConnection } from '../adapters/with-one-connection.ts'
import type { RunContext } from './as-run.ts'

/**
 * Replaces all that is stored of a tenant by the export whose parts were sent. An attempt that is interrupted changes
 * nothing; the next one begins again.
 */
export const importJob =
  (database: Database, databaseUrl: string, onReplaced: (tenantId: string) => Promise<unknown>) =>
  async ({ ofTenantId, importId, parts }: JobPayload<'import'>, { signal, onProgress }: RunContext) => {
    const tenant = database.background(ofTenantId, signal)
    const rows = await withOneConnection(databaseUrl, 'import', (target) =>
      importRows(target, ofTenantId, { parts: readParts(tenant, importId, parts, onProgress), withinMs, signal }),
    )
    await onReplaced(ofTenantId)
    await deleteTransferParts(tenant, importId)
    return { ofTenantId, rows }
  }

async function* readParts(
  tenant: TenantDatabase,
  importId: string,
  parts: number,
  onProgress: (progress: number) => void,
): AsyncGenerator<string> {
  for (let part = 0; part < parts; part++) {
    const lines = await readTransferPart(tenant, importId, part)
    if (lines === undefined) throw new InklingError('conflict', `Part ${part} of the import is missing. Send it again`)
    yield lines
    onProgress((part + 1) / (parts + 1))
  }
}
