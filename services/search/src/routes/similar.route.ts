import { calls, type Item, type SearchSettings } from '@inkling/contracts'
import { InklingError } from '@inkling/errors'
import { type Caller, implement, waitForWrite } from '@inkling/service-kit'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Catalogue } from '../domain/catalogue.ts'
import { itemFilter } from '../domain/item-filter.ts'
import type { Items } from '../use-cases/items.ts'

interface ResidentCatalogue {
  readonly model: Catalogue
  readonly epoch: number
  readonly cluster: string
  waitFor(transactionId: bigint, timeoutMs: number): Promise<boolean>
}

export interface SimilarOptions {
  readonly items: Pick<Items, 'readSummaries'>
  /** The index of the caller's tenant, if it is in memory within so many milliseconds. */
  readonly residentWithin: (caller: Caller, waitMs: number) => Promise<ResidentCatalogue | undefined>
  readonly settingsOf: (caller: Caller) => Promise<SearchSettings>
  readonly loadWaitMs: number
  /** As of `SearchItemsOptions`. */
  readonly processId: string
}

const defaultLimit = 50

/**
 * Two calls of other services. The first lists items that resemble the given ones, by the tenant's own field weights.
 * While the index is not in memory, it is rejected after `loadWaitMs`: callers can do without it and ask again later.
 * The second gets items without their text. While the index is not in memory, Postgres answers it.
 */
export async function similarRoute(
  app: FastifyInstance,
  { items, residentWithin, settingsOf, loadWaitMs, processId }: SimilarOptions,
): Promise<void> {
  implement(app, calls.similarItems, async ({ body, principal, request, deadline }) => {
    const resident = await residentWithin({ principal, deadline }, loadWaitMs)
    if (!resident)
      throw new InklingError('dependency_unavailable', 'The index of the items is being loaded; try again shortly', {
        retryAfterSeconds: 1,
      })
    const settings = await settingsOf({ principal, deadline })
    const degraded = await waitForWrite(request, resident, deadline)
    const { model, epoch } = resident
    const profile = model.profileFor(settings)
    const hits = model.index.similar({
      profile,
      limit: body.limit ?? defaultLimit,
      filter: itemFilter(body.filter, Date.now()),
      ...(body.itemIds && { itemIds: body.itemIds.map((id) => model.survivorOf(id)) }),
      ...(body.text !== undefined && { text: body.text }),
      ...(body.tags && { tags: body.tags }),
      ...(body.exclude && { exclude: body.exclude }),
    })
    const data = hits.map(({ id, score }) => ({ itemId: id, score }))
    return { data, epoch, version: `${processId}.${model.revision}`, degraded }
  })

  async function summaries(ids: readonly string[], request: FastifyRequest, caller: Caller): Promise<Item[]> {
    const resident = await residentWithin(caller, 0)
    if (resident) await waitForWrite(request, resident, caller.deadline)
    if (resident) return ids.flatMap((id) => resident.model.summary(id) ?? [])
    return items.readSummaries(ids, caller)
  }

  implement(app, calls.lookUpItems, async ({ body, principal, request, deadline }) => {
    const found = await summaries(body.itemIds, request, { principal, deadline })
    const nowMs = Date.now()
    const passes = itemFilter(body.filter, nowMs)
    const data = found.filter((item) => passes(item))
    const meeting = body.conditions?.map((condition, n) => {
      const meets = itemFilter(condition, nowMs, `conditions/${n}`)
      return data.filter((item) => meets(item)).map(({ id }) => id)
    })
    return { data, ...(meeting && { meeting }) }
  })
}
