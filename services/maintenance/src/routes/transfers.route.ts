import { basePath, calls, type ImportRequest, type Operation } from '@inkling/contracts'
import { InklingError } from '@inkling/errors'
import { audit, type Caller, implement } from '@inkling/service-kit'
import type { FastifyInstance, FastifyReply } from 'fastify'

/** Every function throws InklingError not_found if there is no such tenant. */
export interface Transfers {
  startExport(caller: Caller, tenantId: string): Promise<Operation>
  /** Undefined if there is no such part. */
  readPart(caller: Caller, tenantId: string, transferId: string, part: number): Promise<string | undefined>
  storePart(caller: Caller, tenantId: string, importId: string, part: number, lines: string): Promise<void>
  /** @throws InklingError conflict if a part is missing */
  startImport(caller: Caller, tenantId: string, request: ImportRequest): Promise<Operation>
}

export async function transfersRoute(
  app: FastifyInstance,
  { transfers }: { readonly transfers: Transfers },
): Promise<void> {
  const accept = (reply: FastifyReply, operation: Operation) => {
    reply.status(202).header('location', `${basePath}/operations/${operation.id}`)
    return operation
  }

  implement(app, calls.exportTenant, async ({ params: { id }, reply, ...caller }) => {
    const operation = await transfers.startExport(caller, id)
    audit(caller, 'export of a tenant started', { ofTenantId: id, operationId: operation.id })
    return accept(reply, operation)
  })

  implement(app, calls.getExportPart, async ({ params: { id, exportId, part }, ...caller }) => {
    const lines = await transfers.readPart(caller, id, exportId, Number(part))
    if (lines === undefined) throw new InklingError('not_found', `The export ${exportId} has no part ${part}`)
    return { lines }
  })

  implement(app, calls.putImportPart, async ({ params: { id, importId, part }, body, reply, ...caller }) => {
    await transfers.storePart(caller, id, importId, Number(part), body.lines)
    reply.status(204)
    return undefined
  })

  implement(app, calls.importTenant, async ({ params: { id }, body, reply, ...caller }) => {
    const operation = await transfers.startImport(caller, id, body)
    audit(caller, 'import into a tenant started', { ofTenantId: id, operationId: operation.id })
    return accept(reply, operation)
  })
}
