import { basePath, calls, type ErasureReceipt, type Operation, type TransferPart } from '@inkling/contracts'
import { InklingError } from '@inkling/errors'
import { audit, type Caller, implement } from '@inkling/service-kit'
import type { FastifyInstance } from 'fastify'

export interface Users {
  /** Starts the run that erases a user of the caller's tenant. */
  erase(caller: Caller, userId: string): Promise<Operation>
  /** The lines, if the export is small and ends soon, or else the run that writes it. */
  export(caller: Caller, userId: string): Promise<TransferPart | Operation>
  /** Undefined if there is no such part of an export of this user. */
  readPart(caller: Caller, userId: string, exportId: string, part: number): Promise<string | undefined>
  verify(
    caller: Caller,
    userId: string,
    receipt: ErasureReceipt,
  ): { readonly isGenuine: boolean; readonly isOfUser: boolean }
}

export async function usersRoute(app: FastifyInstance, { users }: { readonly users: Users }): Promise<void> {
  implement(app, calls.eraseUser, async ({ params: { id }, reply, ...caller }) => {
    const operation = await users.erase(caller, id)
    // The log keeps entries for ever, so none may name the user.
    audit(caller, 'user erased', { operationId: operation.id })
    reply.status(202).header('location', `${basePath}/operations/${operation.id}`)
    return operation
  })

  implement(app, calls.exportUser, async ({ params: { id }, reply, ...caller }) => {
    const answer = await users.export(caller, id)
    audit(caller, 'user exported', {})
    if ('lines' in answer) return answer
    reply.status(202).header('location', `${basePath}/operations/${answer.id}`)
    return answer
  })

  implement(app, calls.getUserExportPart, async ({ params: { id, exportId, part }, ...caller }) => {
    const lines = await users.readPart(caller, id, exportId, Number(part))
    if (lines === undefined) throw new InklingError('not_found', `The export ${exportId} has no part ${part}`)
    return { lines }
  })

  implement(app, calls.verifyErasure, async ({ params: { id }, body, ...caller }) => users.verify(caller, id, body))
}
