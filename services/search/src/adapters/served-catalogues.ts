import type { Database } from '@inkling/database'
import { type Caller, waitForWrite } from '@inkling/service-kit'
import type { FastifyRequest } from 'fastify'
import { Catalogue } from '../domain/catalogue.ts'
import type { EmbeddingsAnswer } from '../domain/embeddings-leg.ts'
import { candidateItems } from './candidate-items.ts'
import type { ResidentCatalogueOf } from './resident-catalogues.ts'
import type { TenantSettings } from './tenant-settings.ts'

export interface ServedCatalogue {
  readonly catalogue: Catalogue
  /** The last transaction that it knows, together with every one before it. */
  readonly epoch: number
  readonly servedBy: 'index' | 'postgres'
  /** The parts that are missing from it. */
  readonly degraded: readonly string[]
}

export interface ServedCataloguesOptions {
  readonly database: Database
  readonly residentOf: ResidentCatalogueOf
  readonly settings: Pick<TenantSettings, 'get'>
  /** Asks that the words of the tenant's items be written. */
  readonly followWords: (tenantId: string) => void
  /** How long a search waits for an index that is not in memory. */
  readonly loadWaitMs: number
}

/** At most so many items that embeddings find are added to those that Postgres finds by words. */
const maxNear = 100

/**
 * Chooses the source of an answer: the tenant's index in memory or, until it is there, the items that Postgres
 * finds, indexed for this one answer. Both have seen the write of the request's Consistency-Token, or say that they
 * have not.
 */
export function servedCatalogues({ database, residentOf, settings, followWords, loadWaitMs }: ServedCataloguesOptions) {
  return async (
    query: string,
    /** What the embedding of the query says. */
    near: Promise<EmbeddingsAnswer>,
    request: FastifyRequest,
    caller: Caller,
  ): Promise<ServedCatalogue> => {
    const { tenantId } = caller.principal
    const resident = await residentOf(tenantId, Math.min(loadWaitMs, caller.deadline.remainingMs))
    if (resident) {
      const degraded = await waitForWrite(request, resident, caller.deadline)
      return { catalogue: resident.model, epoch: resident.epoch, servedBy: 'index', degraded }
    }
    const { items, epoch, isBehind } = await candidateItems(database.of(caller), query, nearest(await near))
    if (isBehind) followWords(tenantId)
    const catalogue = Catalogue.empty(await settings.get(tenantId, caller.deadline.remainingMs))
    for (const item of items) catalogue.put(item)
    return { catalogue, epoch, servedBy: 'postgres', degraded: ['index'] }
  }
}

const nearest = ({ near }: EmbeddingsAnswer): string[] => [...(near?.(maxNear, () => true).cosines.keys() ?? [])]

export type ServeCatalogue = ReturnType<typeof servedCatalogues>
