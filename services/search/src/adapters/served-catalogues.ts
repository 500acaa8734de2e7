import type { Database } from '@inkling/database'
import type { ResidentModels } from '@inkling/read-model'
import { type Caller, waitForWrite } from '@inkling/service-kit'
import type { FastifyRequest } from 'fastify'
import { Catalogue } from '../domain/catalogue.ts'
import { candidateItems } from './candidate-items.ts'
import type { FoundNear } from './embeddings/embeddings.ts'
import type { ItemChange } from './item-store.ts'
import type { SettingsCache } from './settings-cache.ts'

export interface ServedCatalogue {
  readonly catalogue: Catalogue
  /** The last transaction of which it knows, and of every one before it. */
  readonly epoch: number
  readonly servedBy: 'index' | 'postgres'
  /** What is missing from it. */
  readonly degraded: readonly string[]
}

export interface ServedCataloguesOptions {
  readonly database: Database
  readonly models: ResidentModels<Catalogue, ItemChange>
  readonly settings: Pick<SettingsCache, 'get'>
  /** Asks that words of the tenant's items be written. */
  readonly followWords: (tenantId: string) => void
  /** How long a search waits for an index that is not in memory. */
  readonly loadWaitMs: number
}

/** How many items embeddings add to those that Postgres finds by words. */
const maxNear = 100

/**
 * What to answer a query from: the tenant's index in memory; while that is not there, the items that Postgres finds, indexed
 * for this one answer. Either has seen the write of the request's Consistency-Token, or says that it has not.
 */
export function servedCatalogues({ database, models, settings, followWords, loadWaitMs }: ServedCataloguesOptions) {
  return async (
    query: string,
    /** What the embedding of the query says. */
    near: Promise<FoundNear>,
    request: FastifyRequest,
    { principal: { tenantId }, deadline }: Caller,
  ): Promise<ServedCatalogue> => {
    const resident = await models.getWithin(tenantId, Math.min(loadWaitMs, deadline.remainingMs))
    if (resident) {
      const degraded = await waitForWrite(request, resident, deadline)
      return { catalogue: resident.model, epoch: resident.epoch, servedBy: 'index', degraded }
    }
    const { items, epoch, isBehind } = await candidateItems(database, tenantId, query, deadline, nearest(await near))
    if (isBehind) followWords(tenantId)
    const catalogue = Catalogue.empty(await settings.get(tenantId))
    for (const item of items) catalogue.put(item)
    return { catalogue, epoch, servedBy: 'postgres', degraded: ['index'] }
  }
}

const nearest = ({ near }: FoundNear): string[] => [...(near?.(maxNear, () => true).cosines.keys() ?? [])]

export type ServeCatalogue = ReturnType<typeof servedCatalogues>
