import type { Caches } from '@inkling/cache'
import { type SearchRequest, topics } from '@inkling/contracts'
import type { Database } from '@inkling/database'
import { type ChangeFeed, ResidentModels } from '@inkling/read-model'
import { Deadline, type PolicySettings } from '@inkling/resilience'
import type { Caller } from '@inkling/service-kit'
import type { Logger } from '@inkling/telemetry'
import { queryText } from '../../domain/embedded-text.ts'
import { type EmbeddingsAnswer, embeddingsWeight } from '../../domain/embeddings-leg.ts'
import { embeddingWriter } from './embedding-writer.ts'
import { embeddingsClient } from './embeddings-client.ts'
import { type EmbeddingsEndpoint, vectorSpace } from './embeddings-endpoint.ts'
import { queryVectors } from './query-vectors.ts'
import { vectorSource } from './vector-source.ts'
import { writeEmbeddings } from './write-embeddings.ts'

export interface EmbeddingsOptions {
  readonly caches: Pick<Caches, 'define'>
  readonly endpoint: EmbeddingsEndpoint
  readonly database: Pick<Database, 'background' | 'cluster'>
  /** How long a search waits for the embedding of its query. */
  readonly waitMs: number
  /** Settings of the policies that differ from those predefined for embeddings. */
  readonly policy?: Partial<PolicySettings>
  /** Memory for the embeddings of items. */
  readonly maxBytes: number
  readonly idleMs: number
  readonly feed: Pick<ChangeFeed, 'listen'>
  readonly logger: Logger
}

/** A search waits much shorter; an answer that comes later serves the next search. */
const queryTimeoutMs = 5_000
const nothing: EmbeddingsAnswer = { degraded: [] }
const missing: EmbeddingsAnswer = { degraded: ['embeddings'] }

/**
 * Embeddings of items, written in the background and held in memory, and what the embedding of a query says about them.
 */
export function embeddings(options: EmbeddingsOptions) {
  const { caches, endpoint, database, waitMs, policy = {}, maxBytes, idleMs, feed, logger } = options
  const space = vectorSpace(endpoint)
  const itemClient = embeddingsClient({ endpoint, of: 'items', policy })
  const queryClient = embeddingsClient({
    endpoint,
    of: 'queries',
    policy: { ...policy, attemptTimeoutMs: queryTimeoutMs },
  })
  const write = (tenantId: string) => writeEmbeddings(database.background(tenantId), { client: itemClient, space })
  const vectors = new ResidentModels(vectorSource({ database, space, maxBytes }), {
    maxBytes,
    idleMs,
    feed,
    follow: { changes: topics.embeddings },
    logger,
  })
  const writer = embeddingWriter({ write, onPage: (tenantId) => vectors.wake(tenantId), logger })
  const follow = (tenantId: string) => writer.follow(tenantId)
  /** A tenant whose embeddings are not in memory may have items that no process has embedded yet. */
  const residentWithin = (tenantId: string, waitMs: number) => {
    if (!vectors.has(tenantId)) follow(tenantId)
    return vectors.getWithin(tenantId, waitMs)
  }
  const vectorOf = queryVectors({ caches, client: queryClient, space, attemptTimeoutMs: queryTimeoutMs })

  return {
    /** The tenant's items have changed. */
    follow,
    drop: (tenantId: string) => vectors.drop(tenantId),
    dropAll: () => vectors.dropAll(),
    get bytesByTenant() {
      return vectors.bytesByTenant
    },
    /** What the embedding of a query says; never later than `waitMs` or the caller's deadline, and never an error. */
    async near(ask: SearchRequest, { principal, deadline }: Caller): Promise<EmbeddingsAnswer> {
      if (embeddingsWeight(ask) === 0) return nothing
      const patience = new Deadline(Math.min(waitMs, deadline.remainingMs))
      const resident = await residentWithin(principal.tenantId, patience.remainingMs)
      if (!resident) return missing
      const { model: index } = resident
      if (index.size === 0) return nothing
      const vector = await vectorOf(principal.tenantId, queryText(ask.q), patience.remainingMs)
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
