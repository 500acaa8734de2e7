import { basePath, calls, type ItemBody } from '@inkling/contracts'
import type { Database } from '@inkling/database'
import { InklingError } from '@inkling/errors'
import { type Caller, checker, cursors, implement, setConsistencyToken } from '@inkling/service-kit'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { findItem, listItems, markDeleted, saveItems, withId } from '../adapters/item-store.ts'
import { toBody, type VersionedItem } from '../adapters/versioned-item.ts'
import { patchItem } from '../domain/merge-patch.ts'
import { checkPrecondition, isListed } from '../domain/precondition.ts'

export interface ItemsOptions {
  readonly database: Database
  /** Tells the indexes that the tenant's items changed. */
  readonly announce: (tenantId: string) => void
  readonly secret: string
}

interface Change extends Caller {
  readonly params: { readonly id: string }
  readonly request: FastifyRequest
  readonly reply: FastifyReply
}

const defaultPageSize = 50
/** What a patch makes of an item is held to the same rules as what is put. */
const checkBody = checker(calls.putItem.body)
const noSuchItem = (id: string) => new InklingError('not_found', `There is no item ${id}`)

const precondition = ({ headers }: FastifyRequest) => ({
  ifMatch: headers['if-match'],
  ifNoneMatch: headers['if-none-match'],
})

export async function itemsRoute(app: FastifyInstance, { database, announce, secret }: ItemsOptions): Promise<void> {
  /** Replaces an item by what `next` makes of it, if the request's precondition holds. */
  async function change(
    { params, principal: { tenantId }, deadline, request, reply }: Change,
    next: (current: VersionedItem | undefined) => ItemBody,
  ) {
    const { saved, transactionId } = await database.tenant(tenantId, { name: 'change item', deadline }, async (sql) => {
      const current = await findItem(sql, tenantId, params.id, true)
      checkPrecondition(precondition(request), current?.etag)
      return saveItems(sql, tenantId, [withId(params.id, next(current))])
    })
    const [result] = saved
    if (!result) throw noSuchItem(params.id)
    announce(tenantId)
    setConsistencyToken(reply, transactionId)
      .status(result.created ? 201 : 200)
      .header('etag', result.etag)
    if (result.created) reply.header('location', `${basePath}/items/${encodeURIComponent(params.id)}`)
    return result.item
  }

  implement(app, calls.putItem, (call) => change(call, () => call.body))

  implement(app, calls.patchItem, (call) =>
    change(call, (current) => {
      if (!current) throw noSuchItem(call.params.id)
      return checkBody(patchItem(toBody(current), call.body))
    }),
  )

  implement(app, calls.getItem, async ({ params, principal: { tenantId }, deadline, request, reply }) => {
    const found = await database.tenant(tenantId, { name: 'read item', deadline }, (sql) =>
      findItem(sql, tenantId, params.id),
    )
    if (!found) throw noSuchItem(params.id)
    reply.header('etag', found.etag).header('cache-control', 'private, no-cache')
    const { ifNoneMatch } = precondition(request)
    if (ifNoneMatch === undefined || !isListed(ifNoneMatch, found.etag)) return found.item
    reply.status(304)
    return undefined as never
  })

  implement(app, calls.deleteItem, async ({ params, principal: { tenantId }, deadline, request, reply }) => {
    const transactionId = await database.tenant(tenantId, { name: 'delete item', deadline }, async (sql) => {
      const current = await findItem(sql, tenantId, params.id, true)
      checkPrecondition(precondition(request), current?.etag)
      if (!current) throw noSuchItem(params.id)
      return markDeleted(sql, tenantId, params.id)
    })
    announce(tenantId)
    setConsistencyToken(reply, transactionId).status(204)
    return undefined
  })

  implement(app, calls.listItems, async ({ query, principal: { tenantId }, deadline }) => {
    const cursor = cursors<string>(secret, `items ${tenantId}`)
    const { limit = defaultPageSize, kind, tag } = query
    const afterId = query.cursor ? cursor.decode(query.cursor) : ''
    const found = await database.tenant(tenantId, { name: 'list items', deadline }, (sql) =>
      listItems(sql, tenantId, { afterId, kind, tag, limit: limit + 1 }),
    )
    return cursor.page(found, limit, ({ id }) => id)
  })
}
