import { calls, type Item } from '@inkling/contracts'
import type { Database } from '@inkling/database'
import { InklingError } from '@inkling/errors'
import type { ResidentModels } from '@inkling/read-model'
import { type Caller, implement } from '@inkling/service-kit'
import type { FastifyInstance } from 'fastify'
import { type ItemChange, summariesOf } from '../adapters/item-store.ts'
import type { Catalogue } from '../domain/catalogue.ts'
import { itemFilter } from '../domain/item-filter.ts'

export interface SimilarOptions {
  readonly database: Database
  readonly models: Pick<ResidentModels<Catalogue, ItemChange>, 'getWithin'>
  readonly loadWaitMs: number
}

const defaultLimit = 50

/**
 * What other services ask: likeness of words, and what is known of items. While the index is not in memory the first is
 * refused after `loadWaitMs`, as callers do without it and ask again later; the second is answered by Postgres.
 */
export async function similarRoute(
  app: FastifyInstance,
  { database, models, loadWaitMs }: SimilarOptions,
): Promise<void> {
  implement(app, calls.similarItems, async ({ body, principal, deadline }) => {
    const resident = await models.getWithin(principal.tenantId, Math.min(loadWaitMs, deadline.remainingMs))
    if (!resident)
      throw new InklingError('dependency_unavailable', 'The index of the items is being loaded', {
        retryAfterSeconds: 1,
      })
    const { model, epoch } = resident
    const hits = model.index.similar({
      limit: body.limit ?? defaultLimit,
      filter: itemFilter(body.filter, Date.now()),
      ...(body.itemIds && { itemIds: body.itemIds }),
      ...(body.text !== undefined && { text: body.text }),
      ...(body.tags && { tags: body.tags }),
      ...(body.exclude && { exclude: body.exclude }),
    })
    return { data: hits.map(({ id, score }) => ({ itemId: id, score })), epoch }
  })

  async function summaries(ids: readonly string[], { principal: { tenantId }, deadline }: Caller): Promise<Item[]> {
    const resident = await models.getWithin(tenantId, 0)
    if (resident) return ids.flatMap((id) => resident.model.summary(id) ?? [])
    return database.tenant(tenantId, { name: 'look up items', deadline }, (sql) => summariesOf(sql, tenantId, ids))
  }

  implement(app, calls.lookUpItems, async ({ body, principal, deadline }) => {
    const items = await summaries(body.itemIds, { principal, deadline })
    const passes = itemFilter(body.filter, Date.now())
    return { data: items.filter((item) => passes(item)) }
  })
}
