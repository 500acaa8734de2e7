import { defineCall } from '../call.ts'
import {
  AuditCheck,
  AuditExport,
  AuditExportQuery,
  AuditPage,
  AuditQuery,
  AuditVerification,
} from '../schemas/audit.ts'

const ofMaintenance = { service: 'maintenance', priority: 'background' } as const

export const listAuditLog = defineCall({
  ...ofMaintenance,
  id: 'listAuditLog',
  method: 'GET',
  path: '/audit-log',
  summary: 'List what people and programs did, newest first',
  description: `Returns the administrative and security acts of the tenant and those that were done to it: who, what,
before and after, from where. With a key that also has the scope \`ops:read\`: those of all tenants.

- An act is in the list within a second after its answer.
- No entry is ever changed or deleted, also not with its tenant.`,
  scope: 'maintenance:read',
  idempotent: true,
  query: AuditQuery,
  answers: { 200: AuditPage },
})

export const exportAuditLog = defineCall({
  ...ofMaintenance,
  id: 'exportAuditLog',
  method: 'GET',
  path: '/audit-log/export',
  summary: 'Get the audit log for a SIEM, oldest first',
  description: `Returns the same entries as the list of the audit log, as lines of the Elastic Common Schema (ECS): who
is \`user.id\` and \`organization.id\`, what is \`event.action\`, from where is \`source.address\`.
The rest is in \`inkling\`.

- Send the \`after\` of the answer to get what follows. No entry is left out, and none comes twice.
- \`event.sequence\` is the number of the entry, \`event.id\` stays the same in every export.`,
  scope: 'maintenance:read',
  idempotent: true,
  query: AuditExportQuery,
  answers: { 200: AuditExport },
})

export const verifyAuditLog = defineCall({
  ...ofMaintenance,
  id: 'verifyAuditLog',
  method: 'POST',
  path: '/performance/audit-log/verify',
  summary: 'Verify that the audit log is as it was written',
  description: `Compares each entry with its code, which nobody can make who has only the database, and each minute's
seal with the entries under it. Names every entry that was changed, removed, inserted or moved.

- Entries that were removed from the end are missed if the database also lost their seals: send a seal from the log.`,
  scope: 'ops:read',
  limit: 'expensive',
  idempotent: true,
  body: AuditVerification,
  answers: { 200: AuditCheck },
})
