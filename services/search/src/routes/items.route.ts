import { basePath, calls, type Item, type ItemBody, type ItemPatch } from '@inkling/contracts'
import { InklingError } from '@inkling/errors'
import {
  type Caller,
  checker,
  checkPrecondition,
  cursors,
  implement,
  isNotModified,
  preconditionOf,
  setConsistencyToken,
} from '@inkling/service-kit'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { etagOf } from '../domain/item-etag.ts'
import { patchItem } from '../domain/merge-patch.ts'
import type { Items } from '../use-cases/items.ts'

export interface ItemsOptions {
  readonly items: Items
  readonly secret: string
}

interface Change extends Caller {
  readonly params: { readonly id: string }
  readonly request: FastifyRequest
  readonly reply: FastifyReply
}

const defaultPageSize = 50
/** A patched item must obey the same rules as one that is put. */
const checkBody = checker(calls.putItem.body)
const noSuchItem = (id: string) => new InklingError('not_found', `There is no item ${id}`)

/** GET, PUT, PATCH, DELETE and restoring of items, with the preconditions of RFC 9110. */
export async function itemsRoute(app: FastifyInstance, options: ItemsOptions): Promise<void> {
  reads(app, options)
  changes(app, options)
}

function reads(app: FastifyInstance, { items, secret }: ItemsOptions): void {
  implement(app, calls.getItem, async ({ params, principal, deadline, reply }) => {
    const found = await items.read(params.id, { principal, deadline })
    if (!found) throw noSuchItem(params.id)
    return isNotModified(reply, etagOf(found.version, items.cluster)) ? (undefined as never) : found.item
  })

  implement(app, calls.listItems, async ({ query, principal, deadline }) => {
    const cursor = cursors<string>(secret, 'items', principal.tenantId)
    const { limit = defaultPageSize, kind, tag } = query
    const afterId = query.cursor ? cursor.decode(query.cursor) : ''
    const found = await items.list({ afterId, kind, tag, limit: limit + 1 }, { principal, deadline })
    return cursor.page(found, limit, ({ id }) => id)
  })
}

function changes(app: FastifyInstance, { items }: ItemsOptions): void {
  /** Replaces an item by what `next` makes of it, if the request's precondition holds. */
  async function change(
    { params: { id }, principal, deadline, request, reply }: Change,
    next: (current: Item | undefined) => ItemBody,
  ) {
    const checked = (current: Versioned | undefined) => {
      checkPrecondition(preconditionOf(request), current && etagOf(current.version, items.cluster))
      return next(current?.item)
    }
    const { writes, transactionId } = await items.change(id, checked, { principal, deadline })
    const [write] = writes
    if (!write) throw noSuchItem(id)
    setConsistencyToken(reply, transactionId, items.cluster)
      .status(write.isCreated ? 201 : 200)
      .header('etag', etagOf(write.version, items.cluster))
    if (write.isCreated) reply.header('location', `${basePath}/items/${encodeURIComponent(id)}`)
    return write.item
  }

  implement(app, calls.putItem, (call) => change(call, () => ownFields(call.params.id, call.body)))

  implement(app, calls.patchItem, (call) =>
    change(call, (current) => {
      if (!current) throw noSuchItem(call.params.id)
      return checkBody(patchItem(bodyOf(current), ownFields(call.params.id, call.body)))
    }),
  )

  implement(app, calls.restoreItem, async ({ params: { id }, principal, deadline, reply }) => {
    const { found, transactionId } = await items.restore(id, { principal, deadline })
    if (!found) throw noSuchItem(id)
    setConsistencyToken(reply, transactionId, items.cluster).header('etag', etagOf(found.version, items.cluster))
    return found.item
  })

  implement(app, calls.deleteItem, async ({ params: { id }, principal, deadline, request, reply }) => {
    const check = (current: Versioned | undefined) => {
      checkPrecondition(preconditionOf(request), current && etagOf(current.version, items.cluster))
      if (!current) throw noSuchItem(id)
    }
    const transactionId = await items.delete(id, check, { principal, deadline })
    setConsistencyToken(reply, transactionId, items.cluster).status(204)
    return undefined
  })
}

interface Versioned {
  readonly item: Item
  readonly version: bigint
}

/** A body without the fields that Inkling adds to items. @throws InklingError validation_failed for another id. */
function ownFields<T extends ItemBody | ItemPatch>(pathId: string, body: T): Omit<T, keyof Returned> {
  const { id = pathId, createdAt: _createdAt, updatedAt: _updatedAt, ...fields } = body
  if (id === pathId) return fields
  const detail = 'Must be the id in the path, or be left out'
  throw new InklingError('validation_failed', 'Not valid: /id', { errors: [{ pointer: '/id', code: 'const', detail }] })
}

type Returned = Pick<ItemBody, 'id' | 'createdAt' | 'updatedAt'>

/** The fields that a patch is applied to. */
function bodyOf({ id: _id, createdAt: _createdAt, updatedAt: _updatedAt, ...body }: Item): ItemBody {
  return body
}
