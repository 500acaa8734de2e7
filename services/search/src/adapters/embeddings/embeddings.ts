import type { SearchRequest } from '@inkling/contracts'
import type { Database } from '@inkling/database'
import { ResidentModels } from '@inkling/read-model'
import { Deadline } from '@inkling/resilience'
import type { VectorIndex } from '@inkling/search-index'
import type { Caller } from '@inkling/service-kit'
import type { Logger } from '@inkling/telemetry'
import { queryText } from '../../domain/embedded-text.ts'
import { embeddingsWeight, type NearItems } from '../../domain/embeddings-leg.ts'
import { embeddingWriter } from './embedding-writer.ts'
import { embeddingsClient } from './embeddings-client.ts'
import { type EmbeddingsEndpoint, vectorSpace } from './embeddings-endpoint.ts'
import { queryVectors } from './query-vectors.ts'
import { type VectorChange, vectorSource } from './vector-source.ts'
import { writeEmbeddings } from './write-embeddings.ts'

export interface EmbeddingsOptions {
  readonly endpoint: EmbeddingsEndpoint
  readonly database: Database
  /** How long a search waits for the embedding of its query. */
  readonly waitMs: number
  /** Memory for embeddings of items. */
  readonly maxBytes: number
  readonly pollMs: number
  readonly logger: Logger
}

/** What a search gets of embeddings. */
export interface FoundNear {
  readonly near?: NearItems
  /** What is missing. */
  readonly degraded: readonly string[]
}

const itemsTimeoutMs = 60_000
/** A query is waited for much shorter; one that comes later is there for the next search. */
const queryTimeoutMs = 5_000
const nothing: FoundNear = { degraded: [] }
const missing: FoundNear = { degraded: ['embeddings'] }

/** Embeddings of items, written in the background and held in memory, and what those of a query say of them. */
export function embeddings({ endpoint, database, waitMs, maxBytes, pollMs, logger }: EmbeddingsOptions) {
  const space = vectorSpace(endpoint)
  const itemClient = embeddingsClient({ endpoint, of: 'items', attemptTimeoutMs: itemsTimeoutMs })
  const queryClient = embeddingsClient({ endpoint, of: 'queries', attemptTimeoutMs: queryTimeoutMs })
  const writer = embeddingWriter({
    async write(tenantId) {
      const isLeft = await writeEmbeddings({ database, client: itemClient, space }, tenantId)
      vectors.wake(tenantId)
      return isLeft
    },
    logger,
  })
  const follow = (tenantId: string) => writer.follow(tenantId)
  const source = vectorSource({ database, space, maxBytes, follow })
  const vectors: ResidentModels<VectorIndex, VectorChange> = new ResidentModels(source, { maxBytes, pollMs, logger })
  const vectorOf = queryVectors(queryClient, queryTimeoutMs)

  return {
    /** The tenant's items have changed. */
    follow,
    drop: (tenantId: string) => vectors.drop(tenantId),
    /** What the embedding of a query says; never later than `waitMs` or the caller's deadline, and never an error. */
    async near(ask: SearchRequest, { principal, deadline }: Caller): Promise<FoundNear> {
      if (embeddingsWeight(ask) === 0) return nothing
      const patience = new Deadline(Math.min(waitMs, deadline.remainingMs))
      const resident = await vectors.getWithin(principal.tenantId, patience.remainingMs)
      if (!resident) return missing
      const { model: index } = resident
      if (index.size === 0) return nothing
      const vector = await vectorOf(queryText(ask.q), patience.remainingMs)
      if (vector?.length !== index.dimensions) return missing
      return { near: (limit, accept) => index.nearest(vector, { limit, accept }), degraded: [] }
    },
    async close() {
      for (const client of [itemClient, queryClient]) client.close()
      await writer.close()
      await vectors.close()
    },
  }
}

export type Embeddings = ReturnType<typeof embeddings>
