import { type Caches, keyOf, platform } from '@inkling/cache'
import { identityTags, type StoredKey } from '@inkling/contracts/api-key'
import { type Database, readStoredKey, readStoredKeys } from '@inkling/database'
import { InklingError } from '@inkling/errors'
import { Deadline, withTimeout } from '@inkling/resilience'
import { batchReads } from './batch-reads.ts'

type Found = StoredKey | null

export interface StoredKeys {
  /**
   * The stored key, null if there is none; without a promise if it is in memory.
   * @throws InklingError dependency_unavailable, at the deadline at the latest, for a key that is not known and cannot
   * be read
   */
  find(id: string, deadline: Deadline): Found | Promise<Found>
  /**
   * As `find`, for a sender who guesses keys: keys that are asked for within 100 ms are read in one statement, and
   * unknown ids are not kept. Null also if Postgres does not answer, or if too many are asked for at once.
   */
  findTogether(id: string, deadline: Deadline): Promise<Found>
  /** Whether `find` needs no further read of Postgres for a key that nobody has used before. */
  isKnown(id: string): boolean
}

/** How long one read may take, whoever waits for it. */
const readTimeoutMs = 2_000
/** How long a request waits until a known key is read again. A Postgres that is well answers much sooner. */
const refreshWaitMs = 50
const unknownMs = 1_000
const retryMs = 250
/** A key is used for so long while Postgres is unavailable. */
const graceMs = 86_400_000

/**
 * Keys as Postgres has them. Maintenance invalidates what it changes, so that a revoked key and a suspended tenant are
 * rejected within 250 ms. Should maintenance be killed in between, `ttlMs` is the limit: a key that is older is read
 * again. If that takes longer than 50 ms or fails, the key is used as it was, and the read goes on in the background.
 */
export function storedKeys(caches: Pick<Caches, 'define'>, database: Database, ttlMs: number): StoredKeys {
  const cache = caches.define<Found>({
    name: 'key',
    isShared: false,
    ttlMs,
    unknownTtlMs: Math.min(ttlMs, unknownMs),
    graceMs,
    softTimeoutMs: refreshWaitMs,
    hardTimeoutMs: readTimeoutMs,
    backoffMs: retryMs,
    sizeBytes: (key) => (key ? 500 : 100),
  })
  const together = batchReads((ids) => readStoredKeys(database, ids, new Deadline(readTimeoutMs)))
  const read = (id: string, deadline: Deadline): Promise<Found> =>
    cache.get(keyFor(id), () => readStoredKey(database, id, new Deadline(readTimeoutMs)), {
      tags: (key) => [identityTags.key(id), ...(key ? [identityTags.tenant(key.tenantId)] : [])],
      waitMs: deadline.remainingMs,
    })
  cache.keepWarm(({ parts: [id = ''] }) => read(id, new Deadline(readTimeoutMs)))
  const find = (id: string, deadline: Deadline) => {
    const known = cache.hit(keyFor(id))
    return known === undefined ? read(id, deadline).catch(asUnavailable) : known
  }
  return {
    find,
    async findTogether(id, deadline) {
      const found = await withTimeout(together(id), deadline.remainingMs).catch(() => null)
      // It is read again, because an invalidation may have passed it by.
      return found ? find(id, deadline) : null
    },
    isKnown(id) {
      const key = keyFor(id)
      return Boolean(cache.peekStale(key)) || cache.peek(key) !== undefined || cache.isLoading(key)
    },
  }
}

const keyFor = (id: string) => keyOf(platform, id)

function asUnavailable(cause: unknown): never {
  if (cause instanceof InklingError && !['deadline_exceeded', 'dependency_unavailable'].includes(cause.code))
    throw cause
  throw new InklingError('dependency_unavailable', 'The key cannot be checked at the moment; try again shortly', {
    internal: 'postgres did not answer in time',
    retryAfterSeconds: 2,
    cause,
  })
}
