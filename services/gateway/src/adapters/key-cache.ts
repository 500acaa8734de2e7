import type { StoredKey } from '@inkling/contracts/api-key'
import { type Database, readStoredKey, readStoredKeys } from '@inkling/database'
import { InklingError } from '@inkling/errors'
import { Deadline, withTimeout } from '@inkling/resilience'
import { LRUCache } from 'lru-cache'
import { batchReads } from './batch-reads.ts'

interface Entry {
  /** Null if there is no such key. */
  readonly key: StoredKey | null
  readonly freshUntilMs: number
  /** Whether it was asked for since the last refresh. */
  isUsed: boolean
}

export interface KeyCache {
  /**
   * The stored key, null if there is none.
   * @throws InklingError dependency_unavailable, at the deadline at the latest, for a key that is not known and cannot
   * be read
   */
  find(id: string, deadline: Deadline): Promise<StoredKey | null>
  /**
   * As `find`, for a sender who guesses keys: keys that are asked for within 100 ms are read in one statement, and
   * unknown ids are not kept. Null also if Postgres does not answer, or if too many are asked for at once.
   */
  findTogether(id: string, deadline: Deadline): Promise<StoredKey | null>
  /** Whether `find` needs no further read of Postgres for a key that nobody has used before. */
  isKnown(id: string): boolean
  /** Reads all keys that were used since the last refresh again, in one statement. It never throws. */
  refresh(): Promise<void>
}

const maxKeys = 10_000
/** How long one read may take, whoever waits for it. */
const readTimeoutMs = 2_000
/** How long a request waits until a known key is read again. A Postgres that is well answers much sooner. */
const refreshWaitMs = 50

/**
 * Keys as Postgres has them, kept for `ttlMs`; unknown ids are kept, too. Concurrent requests for a key share one read.
 *
 * A key older than `ttlMs` is read again before it is used, so that a revoked key is rejected within `ttlMs`. If that
 * takes longer than 50 ms or fails, the key is used as it was for another `ttlMs`, and the read goes on in the
 * background. Call `refresh` more often than that, and keys in use never wait: it costs one statement for all of them.
 *
 * @param clock Milliseconds of a clock that never goes back.
 */
export function createKeyCache(database: Database, ttlMs: number, clock: { now(): number } = performance): KeyCache {
  if (!(ttlMs >= 1)) throw new RangeError(`ttlMs must be at least 1, got ${ttlMs}`)
  const entries = new LRUCache<string, Entry>({ max: maxKeys })
  const reading = new Map<string, Promise<StoredKey | null>>()
  const keep = (id: string, key: StoredKey | null, readAtMs: number, isUsed: boolean) => {
    entries.set(id, { key, freshUntilMs: readAtMs + ttlMs, isUsed })
    return key
  }
  const read = (id: string): Promise<StoredKey | null> => {
    const running = reading.get(id)
    if (running) return running
    const readAtMs = clock.now()
    const started = readStoredKey(database, id, new Deadline(readTimeoutMs))
      .then((key) => keep(id, key, readAtMs, true))
      .finally(() => reading.delete(id))
    reading.set(id, started)
    return started
  }
  const together = batchReads((ids) => readStoredKeys(database, ids, new Deadline(readTimeoutMs)))
  return {
    async find(id, deadline) {
      const entry = entries.get(id)
      if (!entry) return within(read(id), deadline.remainingMs)
      entry.isUsed = true
      if (clock.now() <= entry.freshUntilMs) return entry.key
      const waitMs = Math.min(refreshWaitMs, deadline.remainingMs)
      return within(read(id), waitMs).catch(() => keep(id, entry.key, clock.now(), true))
    },
    async findTogether(id, deadline) {
      const readAtMs = clock.now()
      const key = await within(together(id), deadline.remainingMs).catch(() => null)
      return key && keep(id, key, readAtMs, true)
    },
    isKnown(id) {
      const entry = entries.peek(id)
      return entry ? entry.key !== null || clock.now() <= entry.freshUntilMs : reading.has(id)
    },
    async refresh() {
      const used = [...entries].flatMap(([id, { key, isUsed }]) => (key && isUsed ? [id] : []))
      if (used.length === 0) return
      const readAtMs = clock.now()
      const found = await readStoredKeys(database, used, new Deadline(readTimeoutMs)).catch(() => undefined)
      // A key that a request read meanwhile is newer.
      for (const id of found ? used : [])
        if ((entries.peek(id)?.freshUntilMs ?? Infinity) < readAtMs + ttlMs)
          keep(id, found?.get(id) ?? null, readAtMs, false)
    },
  }
}

/** @throws InklingError dependency_unavailable if `work` takes longer than `waitMs` or ends at its own deadline */
async function within<T>(work: Promise<T>, waitMs: number): Promise<T> {
  const result = await withTimeout(work, waitMs).catch((cause: unknown) => {
    throw cause instanceof InklingError && cause.code === 'deadline_exceeded' ? unavailable(cause) : cause
  })
  if (result === undefined) throw unavailable()
  return result
}

const unavailable = (cause?: InklingError) =>
  new InklingError('dependency_unavailable', 'The key cannot be checked at the moment; try again shortly', {
    internal: 'postgres did not answer in time',
    retryAfterSeconds: 2,
    ...(cause && { cause }),
  })
