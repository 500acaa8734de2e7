import { type BackupRequest, basePath, calls, type Operation } from '@inkling/contracts'
import { audit, type Caller, implement } from '@inkling/service-kit'
import type { FastifyInstance } from 'fastify'

export interface BackupsOptions {
  /** @throws InklingError conflict if no repository is set up */
  readonly startBackup: (caller: Caller, request: BackupRequest) => Promise<Operation>
}

export async function backupsRoute(app: FastifyInstance, { startBackup }: BackupsOptions): Promise<void> {
  implement(app, calls.createBackup, async ({ body, reply, request, ...caller }) => {
    const operation = await startBackup(caller, body)
    audit({ ...caller, request }, 'backup started', { operationId: operation.id })
    reply.status(202).header('location', `${basePath}/operations/${operation.id}`)
    return operation
  })
}
