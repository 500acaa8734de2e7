import { Deadline, withTimeout } from '@inkling/resilience'
import { embeddingMetrics } from '@inkling/telemetry'
import { LRUCache } from 'lru-cache'
import type { EmbeddingsClient } from './embeddings-client.ts'

/** 15 MB of vectors with 1,536 dimensions. */
const maxQueries = 10_000

/**
 * The vectors of queries. Concurrent searches for a query share one request. The vector is undefined if it does not
 * arrive within `waitMs`; if it arrives later, the next search has it.
 */
export function queryVectors(client: EmbeddingsClient, attemptTimeoutMs: number, metrics = embeddingMetrics()) {
  const known = new LRUCache<string, Int8Array>({
    max: maxQueries,
    fetchMethod: async (text) => (await client.embed([text], new Deadline(attemptTimeoutMs)))[0],
  })
  const asked = (text: string) => known.fetch(text).catch(() => undefined)
  return async (text: string, waitMs: number): Promise<Int8Array | undefined> => {
    const hit = known.get(text)
    const vector = hit ?? (await withTimeout(asked(text), waitMs))
    metrics.queries.inc({ outcome: hit ? 'hit' : vector ? 'asked' : 'missing' })
    return vector
  }
}
