import { calls } from '@inkling/contracts'
import type { ResidentModels } from '@inkling/read-model'
import { implement } from '@inkling/service-kit'
import type { FastifyInstance } from 'fastify'
import type { ItemChange } from '../adapters/item-store.ts'
import type { Catalogue } from '../domain/catalogue.ts'
import { itemFilter } from '../domain/item-filter.ts'

const defaultLimit = 50

/** What other services ask: likeness of words, and what is known of items. */
export async function similarRoute(
  app: FastifyInstance,
  { models }: { readonly models: ResidentModels<Catalogue, ItemChange> },
): Promise<void> {
  implement(app, calls.similarItems, async ({ body, principal }) => {
    const { model, epoch } = await models.get(principal.tenantId)
    const hits = model.index.similar({
      limit: body.limit ?? defaultLimit,
      filter: itemFilter(model, body.filter, Date.now()),
      ...(body.itemIds && { itemIds: body.itemIds }),
      ...(body.text !== undefined && { text: body.text }),
      ...(body.tags && { tags: body.tags }),
      ...(body.exclude && { exclude: body.exclude }),
    })
    return { data: hits.map(({ id, score }) => ({ itemId: id, score })), epoch }
  })

  implement(app, calls.lookUpItems, async ({ body, principal }) => {
    const { model } = await models.get(principal.tenantId)
    const passes = itemFilter(model, body.filter, Date.now())
    const items = body.itemIds.flatMap((id) => model.summary(id) ?? [])
    return { data: items.filter((item) => passes(item)) }
  })
}
