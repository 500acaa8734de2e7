import { Type } from 'typebox'
import { defineCall } from '../call.ts'
import { ArchivedMonth, ArchiveRequest, Month } from '../schemas/archive.ts'
import { Operation } from '../schemas/operation.ts'

const operating = { service: 'maintenance', priority: 'background' } as const
const starting = { ...operating, scope: 'ops:write', limit: 'expensive', idempotent: false } as const

export const listArchives = defineCall({
  ...operating,
  id: 'listArchives',
  method: 'GET',
  path: '/performance/archives',
  summary: 'List the months of events in the archive',
  description: 'Returns the months of which events were archived, the oldest first, over all tenants.',
  scope: 'ops:read',
  idempotent: true,
  answers: { 200: Type.Object({ data: Type.Array(ArchivedMonth) }, { description: 'The months' }) },
})

export const archiveEvents = defineCall({
  ...starting,
  id: 'archiveEvents',
  method: 'POST',
  path: '/performance/archives',
  summary: 'Start to archive old months of events',
  description: `Queues the work and returns its operation at once. By default it is a dry run, which counts.

Each tenant's events of a month are written into a file, which is read back and compared. Then the month leaves the
database: predictions no longer learn from its events, and an event of it that is sent again is stored again.

Fails with 409 if no archive is set up, or a month that is asked for has not ended.`,
  body: ArchiveRequest,
  answers: { 202: Operation },
})

export const restoreArchive = defineCall({
  ...starting,
  id: 'restoreArchive',
  method: 'POST',
  path: '/performance/archives/:month/restore',
  summary: 'Start to restore a month of events from the archive',
  description: `Queues the work and returns its operation at once. Every file is compared with its checksums; if one is
damaged, nothing changes. The events are then there as they were, and models learn from them again.

Events that are older than their tenant keeps events (\`retention\`) are deleted by the next nightly clean-up: raise it
first. Fails with 409 if no archive is set up, and with 404 if nothing of the month was archived.`,
  params: Type.Object({ month: Month }),
  answers: { 202: Operation },
})
