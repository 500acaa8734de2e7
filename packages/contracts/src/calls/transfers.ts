import { Type } from 'typebox'
import { defineCall } from '../call.ts'
import { Operation } from '../schemas/operation.ts'
import { TenantId } from '../schemas/tenant.ts'
import { Text } from '../schemas/text.ts'
import { ImportRequest, TransferPart } from '../schemas/transfer.ts'

const shared = { service: 'maintenance', scope: 'admin', priority: 'background' } as const
const Part = Type.String({ pattern: '^(0|[1-9]\\d{0,5})$', description: 'The number of the part, from 0' })

export const exportTenant = defineCall({
  ...shared,
  id: 'exportTenant',
  method: 'POST',
  path: '/tenants/:id/exports',
  summary: 'Start an export of the data of a tenant',
  description: `Reads all that is stored of the tenant at one moment: items, events, receipts, feedback, settings and
what was learned. Keys are left out, and so is what is made of the rest: indexes, models, caches. Archived months of
events are not in it: restore them before.

The result of the operation has the number of \`parts\`. They are kept for seven days.`,
  limit: 'expensive',
  idempotent: false,
  params: Type.Object({ id: TenantId }),
  answers: { 202: Operation },
})

export const getExportPart = defineCall({
  ...shared,
  id: 'getExportPart',
  method: 'GET',
  path: '/tenants/:id/exports/:exportId/parts/:part',
  summary: 'Get a part of an export',
  description: 'Returns lines of JSON. All parts in their order are the export.',
  idempotent: true,
  params: Type.Object({ id: TenantId, exportId: Text(64, 'The id of the operation that exported'), part: Part }),
  answers: { 200: TransferPart },
})

export const putImportPart = defineCall({
  ...shared,
  id: 'putImportPart',
  method: 'PUT',
  path: '/tenants/:id/imports/:importId/parts/:part',
  summary: 'Replace a part of what is to be imported',
  description: `Takes whole lines of an export. A part that is sent again replaces the one before. Nothing is imported
yet; parts are kept for seven days.`,
  idempotent: true,
  params: Type.Object({ id: TenantId, importId: Text(64, 'Any text that names this import'), part: Part }),
  body: TransferPart,
  maxBodyBytes: 16 * 1024 * 1024,
  answers: { 204: null },
})

export const importTenant = defineCall({
  ...shared,
  id: 'importTenant',
  method: 'POST',
  path: '/tenants/:id/imports',
  summary: 'Start an import of an export into a tenant',
  description: `Replaces all that is stored of the tenant, but its keys, by the export whose parts were sent: of the
same tenant, or of another one, also of another installation. It is done in one transaction: others see all of before
or all of after. Models are built and trained again then.

The operation fails, and nothing changes, if a line is not valid. Fails with 409 if a part is missing.`,
  limit: 'expensive',
  idempotent: false,
  params: Type.Object({ id: TenantId }),
  body: ImportRequest,
  answers: { 202: Operation },
})
