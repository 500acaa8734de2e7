import { countTransferParts, type Database, readTenant, readTransferPart, storeTransferPart } from '@inkling/database'
import { InklingError } from '@inkling/errors'
import { submitRun } from '@inkling/queues'
import type { Caller } from '@inkling/service-kit'
import type { Transfers } from '../routes/transfers.route.ts'
import { runLog } from './runs.ts'

/** Exports and imports of tenants, as an operator asks for them. */
export function createTransfers(database: Database): Transfers {
  const of = ({ deadline }: Caller, tenantId: string) => database.of({ principal: { tenantId }, deadline })
  return {
    async startExport(caller, ofTenantId) {
      await readTenant(of(caller, ofTenantId))
      const { executionId } = caller
      return submitRun(runLog(database, caller), {
        kind: 'export',
        options: { ofTenantId },
        unless: 'queued',
        executionId,
      })
    },
    readPart: (caller, tenantId, transferId, part) => readTransferPart(of(caller, tenantId), transferId, part),
    async storePart(caller, tenantId, importId, part, lines) {
      await readTenant(of(caller, tenantId))
      await storeTransferPart(of(caller, tenantId), importId, part, lines)
    },
    async startImport(caller, ofTenantId, { importId, parts }) {
      await readTenant(of(caller, ofTenantId))
      const sent = await countTransferParts(of(caller, ofTenantId), importId)
      if (sent < parts)
        throw new InklingError('conflict', `Part ${sent} of the import was not sent. Send it, then start`)
      const options = { ofTenantId, importId, parts }
      const { executionId } = caller
      return submitRun(runLog(database, caller), { kind: 'import', options, unless: 'queued', executionId })
    },
  }
}
