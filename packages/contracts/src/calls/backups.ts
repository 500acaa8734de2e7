import { defineCall } from '../call.ts'
import { BackupRequest } from '../schemas/backup.ts'
import { Operation } from '../schemas/operation.ts'

export const createBackup = defineCall({
  id: 'createBackup',
  method: 'POST',
  path: '/performance/backup',
  summary: 'Start a backup of Postgres',
  description: `Queues the backup and returns its operation at once. It backs up into every repository and then compares
the checksums of all that each holds; the result says so. While a backup is queued or running, that one is returned.

A nightly backup needs no call. Fails with 409 if no repository is set up.`,
  service: 'maintenance',
  scope: 'ops:write',
  limit: 'expensive',
  priority: 'background',
  idempotent: false,
  body: BackupRequest,
  answers: { 202: Operation },
})
