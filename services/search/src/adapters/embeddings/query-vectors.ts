import { hash } from 'node:crypto'
import { type Caches, keyOf, type Serialiser } from '@inkling/cache'
import { Deadline } from '@inkling/resilience'
import { embeddingMetrics } from '@inkling/telemetry'
import type { EmbeddingsClient } from './embeddings-client.ts'

export interface QueryVectorsOptions {
  readonly caches: Pick<Caches, 'define'>
  readonly client: EmbeddingsClient
  /** Names the model: vectors of two models are never mixed. */
  readonly space: string
  readonly attemptTimeoutMs: number
  readonly metrics?: ReturnType<typeof embeddingMetrics>
}

/** A vector of a text never changes. */
const ttlMs = 86_400_000
const asBytes: Serialiser<Int8Array> = {
  write: (vector) => Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength),
  read: (bytes) => new Int8Array(bytes),
}

/**
 * The vectors of a tenant's queries, kept by a digest of the text in memory, Redis and Postgres, because each costs a
 * call of the endpoint. Concurrent searches for a query share one call. The vector is undefined if it does not arrive
 * within `waitMs`; if it arrives later, the next search has it.
 */
export function queryVectors({ caches, client, space, attemptTimeoutMs, ...options }: QueryVectorsOptions) {
  const { metrics = embeddingMetrics() } = options
  const cache = caches.define<Int8Array>({
    name: 'query-vector',
    ttlMs,
    isStored: true,
    hardTimeoutMs: attemptTimeoutMs,
    serialiser: asBytes,
  })
  const ask = async (text: string) => {
    const [vector] = await client.embed([text], new Deadline(attemptTimeoutMs))
    if (!vector) throw new Error('the endpoint answered without a vector')
    return vector
  }
  return async (tenantId: string, text: string, waitMs: number): Promise<Int8Array | undefined> => {
    const key = keyOf(tenantId, space, hash('sha256', text, 'base64url'))
    const found = await cache.lookup(key, () => ask(text), { waitMs: Math.max(1, waitMs) }).catch(() => undefined)
    const outcome = found ? (found.status === 'miss' ? 'asked' : 'hit') : 'missing'
    metrics.queries.inc({ outcome })
    return found?.value
  }
}
