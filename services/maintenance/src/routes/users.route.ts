import { basePath, calls, type ErasureReceipt, type Operation } from '@inkling/contracts'
import { audit, type Caller, implement } from '@inkling/service-kit'
import type { FastifyInstance } from 'fastify'

export interface Users {
  /** Starts the run that erases a user of the caller's tenant. */
  erase(caller: Caller, userId: string): Promise<Operation>
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

  implement(app, calls.verifyErasure, async ({ params: { id }, body, ...caller }) => users.verify(caller, id, body))
}
