import { basePath, calls, type ItemChange, type Operation } from '@inkling/contracts'
import { InklingError } from '@inkling/errors'
import { audit, type Caller, cursors, implement } from '@inkling/service-kit'
import type { FastifyInstance, FastifyReply } from 'fastify'

/** The changes that runs of hygiene of the caller's tenant proposed. */
export interface Changes {
  /**
   * At most `limit` changes of a run, of items after `afterId`.
   * @throws InklingError not_found if there is no such run, or it is another tenant's
   */
  list(caller: Caller, runId: string, afterId: string, limit: number): Promise<ItemChange[]>
  /**
   * @param force whatever quality the changes lose
   * @throws InklingError not_found, quota_exceeded
   */
  apply(caller: Caller, runId: string, force: boolean): Promise<Operation>
  /** @throws InklingError not_found, quota_exceeded */
  undo(caller: Caller, runId: string): Promise<Operation>
}

export interface ChangesOptions {
  readonly changes: Changes
  readonly secret: string
}

const defaultPageSize = 50

export async function changesRoute(app: FastifyInstance, { changes, secret }: ChangesOptions): Promise<void> {
  const accept = (reply: FastifyReply, operation: Operation) => {
    reply.status(202).header('location', `${basePath}/operations/${operation.id}`)
    return operation
  }

  implement(app, calls.listChanges, async ({ params: { id }, query, ...caller }) => {
    const cursor = cursors<string>(secret, 'changes', caller.principal.tenantId, id)
    const limit = query.limit ?? defaultPageSize
    const afterId = query.cursor ? cursor.decode(query.cursor) : ''
    return cursor.page(await changes.list(caller, id, afterId, limit + 1), limit, ({ itemId }) => itemId)
  })

  implement(app, calls.applyChanges, async ({ params: { id }, query: { force = false }, reply, ...caller }) => {
    if (force && !caller.principal.scopes.includes('admin'))
      throw new InklingError('forbidden_scope', 'force needs the scope admin')
    const operation = await changes.apply(caller, id, force)
    const action = force ? 'changes applied whatever they lose' : 'changes applied'
    audit(caller, action, { changesOf: id, operationId: operation.id })
    return accept(reply, operation)
  })

  implement(app, calls.undoChanges, async ({ params: { id }, reply, ...caller }) => {
    const operation = await changes.undo(caller, id)
    audit(caller, 'changes undone', { changesOf: id, operationId: operation.id })
    return accept(reply, operation)
  })
}
