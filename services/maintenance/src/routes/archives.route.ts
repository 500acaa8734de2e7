import { type ArchivedMonth, type ArchiveRequest, basePath, calls, type Operation } from '@inkling/contracts'
import { audit, type Caller, implement } from '@inkling/service-kit'
import type { FastifyInstance, FastifyReply } from 'fastify'

export interface ArchivesOptions {
  readonly listArchives: (caller: Caller) => Promise<ArchivedMonth[]>
  /** @throws InklingError conflict if no archive is set up */
  readonly startArchives: {
    archive(caller: Caller, request: ArchiveRequest): Promise<Operation>
    restore(caller: Caller, month: string): Promise<Operation>
  }
}

export async function archivesRoute(app: FastifyInstance, { listArchives, startArchives }: ArchivesOptions) {
  implement(app, calls.listArchives, async (caller) => ({ data: await listArchives(caller) }))

  implement(app, calls.archiveEvents, async ({ body, reply, request, ...caller }) => {
    const operation = await startArchives.archive(caller, body)
    audit({ ...caller, request }, 'archive of events started', { operationId: operation.id })
    return accepted(reply, operation)
  })

  implement(app, calls.restoreArchive, async ({ params, reply, request, ...caller }) => {
    const operation = await startArchives.restore(caller, params.month)
    audit({ ...caller, request }, 'restore of archived events started', { operationId: operation.id })
    return accepted(reply, operation)
  })
}

function accepted(reply: FastifyReply, operation: Operation): Operation {
  reply.status(202).header('location', `${basePath}/operations/${operation.id}`)
  return operation
}
