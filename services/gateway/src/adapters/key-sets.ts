import { setTimeout as wait } from 'node:timers/promises'
import { createLocalJWKSet, errors, type JWTVerifyGetKey } from 'jose'
import { LRUCache } from 'lru-cache'
import type { FetchJwks } from './fetch-jwks.ts'

export interface KeySetsOptions {
  readonly fetchJwks: FetchJwks
  readonly nowMs?: () => number
  readonly waitMs?: (ms: number) => Promise<unknown>
}

interface KeySet {
  find: JWTVerifyGetKey | undefined
  fetchedAtMs: number
  triedAtMs: number
  fetching: Promise<void> | undefined
}

const mostSets = 1_000
/** After this time keys are read again, so that one that was taken away ends. */
const freshMs = 600_000
/** A set that cannot be read again is used for so long. */
const graceMs = 3_600_000
/** A set is read at most once in this time, however many unknown keys are named. */
const cooldownMs = 1_000

/**
 * The public keys of issuers, in memory. A key that a set does not have, because it is newer, makes it read once more;
 * requests that name such a key wait for that together, so that a rotation refuses none of them. While an issuer does
 * not answer, its keys are used for an hour.
 */
export class KeySets {
  readonly #sets = new LRUCache<string, KeySet>({ max: mostSets })
  readonly #fetchJwks: FetchJwks
  readonly #nowMs: () => number
  readonly #waitMs: (ms: number) => Promise<unknown>

  constructor({ fetchJwks, nowMs = Date.now, waitMs = wait }: KeySetsOptions) {
    this.#fetchJwks = fetchJwks
    this.#nowMs = nowMs
    this.#waitMs = waitMs
  }

  /** Finds the key of a token by its header. Rejects with an error of `jose`, or that of reading the set. */
  of(url: string): JWTVerifyGetKey {
    return async (header, token) => {
      const set = this.#setOf(url)
      if (!this.#isUsable(set)) await this.#read(url, set)
      else if (this.#nowMs() - set.fetchedAtMs > freshMs) void this.#read(url, set).catch(() => {})
      try {
        return await found(set)(header, token)
      } catch (error) {
        if (!(error instanceof errors.JWKSNoMatchingKey)) throw error
        await this.#read(url, set)
        return found(set)(header, token)
      }
    }
  }

  #setOf(url: string): KeySet {
    const known = this.#sets.get(url)
    const never = Number.NEGATIVE_INFINITY
    const set = known ?? { find: undefined, fetchedAtMs: never, triedAtMs: never, fetching: undefined }
    if (!known) this.#sets.set(url, set)
    return set
  }

  #isUsable(set: KeySet): boolean {
    return set.find !== undefined && this.#nowMs() - set.fetchedAtMs <= graceMs
  }

  /** Everybody waits for the same reading, which begins when the last one is long enough ago. */
  #read(url: string, set: KeySet): Promise<void> {
    set.fetching ??= this.#fetch(url, set).finally(() => {
      set.fetching = undefined
    })
    return set.fetching
  }

  async #fetch(url: string, set: KeySet): Promise<void> {
    const early = set.triedAtMs + cooldownMs - this.#nowMs()
    if (early > 0) await this.#waitMs(early)
    set.triedAtMs = this.#nowMs()
    const jwks = await this.#fetchJwks(url)
    set.find = createLocalJWKSet(jwks)
    set.fetchedAtMs = this.#nowMs()
  }
}

function found({ find }: KeySet): JWTVerifyGetKey {
  if (!find) throw new errors.JWKSNoMatchingKey()
  return find
}
