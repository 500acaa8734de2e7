import {
  type Database,
  readCached,
  removeCached,
  storeCached,
  sweepCached,
  type TenantDatabase,
} from '@inkling/database'
import { type CacheKey, platform } from '../cache-key.ts'
import type { StoredValue } from './stored-value.ts'

/** The tier that survives a loss of Redis. A method answers undefined if Postgres is unavailable. */
export class PostgresTier {
  readonly #database: Database
  readonly #onError: (error: Error) => void

  constructor(database: Database, onError: (error: Error) => void) {
    this.#database = database
    this.#onError = onError
  }

  async read(cache: string, key: CacheKey): Promise<(StoredValue & { readonly bytes: Buffer }) | undefined> {
    const row = await readCached(this.#of(key), cache, key.id).catch(this.#onError)
    if (!row) return undefined
    const { generation, position, freshMs, keptMs, ageMs, ...others } = row
    return {
      ...others,
      asOf: { generation, count: Number(position) },
      ageMs,
      freshMs: freshMs - ageMs,
      keptMs: keptMs - ageMs,
    }
  }

  async store(cache: string, key: CacheKey, value: StoredValue): Promise<void> {
    const { asOf, bytes, tags, ageMs, freshMs, keptMs, loadMs } = value
    const row = {
      tags,
      loadMs: Math.round(loadMs),
      bytes: Buffer.from(bytes as string),
      generation: asOf.generation,
      position: BigInt(asOf.count),
      ageMs: Math.round(ageMs),
      freshMs: Math.round(freshMs + ageMs),
      keptMs: Math.round(keptMs + ageMs),
    }
    await storeCached(this.#of(key), cache, key.id, row).catch(this.#onError)
  }

  async remove(cache: string, key: CacheKey): Promise<void> {
    await removeCached(this.#of(key), cache, key.id).catch(this.#onError)
  }

  /** The platform has no rows in Postgres. */
  #of({ owner }: CacheKey): TenantDatabase {
    if (owner === platform) throw new RangeError('a cache of the platform cannot be stored in Postgres')
    return this.#database.background(owner)
  }

  async sweep(): Promise<void> {
    await sweepCached(this.#database).catch(this.#onError)
  }
}
