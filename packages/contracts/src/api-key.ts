import { createHmac, hash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Plan } from './plans.ts'
import type { Scope } from './scopes.ts'

/** A key as its holder sends it: `ink_<id>_<secret>`. */
export interface PresentedKey {
  readonly id: string
  readonly secret: string
}

/** The stored form of a key, with the status of its tenant. */
export interface StoredKey {
  readonly id: string
  readonly tenantId: string
  readonly secretHash: Buffer
  readonly scopes: readonly Scope[]
  /** The origins whose pages may call with the key; `*` stands for every origin. */
  readonly allowedOrigins: readonly string[]
  readonly expiresAtMs: number | null
  readonly plan: Plan
  readonly isActive: boolean
  /** Half of the key of its tenant's pseudonyms; absent if the ids of users are stored as they are. */
  readonly pseudonymSalt?: Buffer
}

export interface FreshKey {
  readonly id: string
  /** The only stored form of the secret. The secret is random, so its plain SHA-256 cannot be reversed by search. */
  readonly secretHash: Buffer
  /** The text that the caller gets, once. */
  readonly key: string
}

/** What a cached key depends on. Whoever changes one of these invalidates its tag after the commit. */
export const identityTags = {
  key: (id: string) => `key:${id}`,
  tenant: (id: string) => `tenant:${id}`,
} as const

/** What processes have read of the plans depends on it. */
export const plansTag = 'plans'

/** What gateways have read of the rules and networks of security depends on it. */
export const securityTag = 'security'

const pattern = /^ink_([0-9a-z]{1,64})_([0-9a-z]{32,128})$/

const hashOf = (secret: string) => hash('sha256', secret, 'buffer')

/** A new key with 256 bits of secret. */
export function createApiKey(): FreshKey {
  return freshKeyOf(`ink_${randomBytes(9).toString('hex')}_${randomBytes(32).toString('hex')}`)
}

/** The same new key for the same execution of a request; nobody without `secret` can compute it. */
export function deriveApiKey(secret: string, executionId: string): FreshKey {
  const mac = (part: string) => createHmac('sha256', secret).update(`api key ${part} ${executionId}`).digest('hex')
  return freshKeyOf(`ink_${mac('id').slice(0, 18)}_${mac('secret')}`)
}

/** The id and the stored form of a key. @throws RangeError if the text is not a key; the error does not show it */
export function freshKeyOf(key: string): FreshKey {
  const presented = readKey(undefined, key)
  if (!presented) throw new RangeError('The key must have the form ink_<id>_<secret>')
  return { id: presented.id, secretHash: hashOf(presented.secret), key }
}

/**
 * The key in `X-Api-Key` or else in `Authorization: Bearer`; undefined if it does not have the form of an Inkling key.
 */
export function readKey(
  authorization: string | undefined,
  apiKey: string | string[] | undefined,
): PresentedKey | undefined {
  const text = typeof apiKey === 'string' ? apiKey : authorization?.replace(/^Bearer +/i, '')
  const [, id, secret] = pattern.exec(text ?? '') ?? []
  return id && secret ? { id, secret } : undefined
}

/** Whether the secret is right and the key is in force at `nowMs`. Compares in constant time. */
export function isInForce(presented: PresentedKey, stored: StoredKey, nowMs: number): boolean {
  const matches = timingSafeEqual(hashOf(presented.secret), stored.secretHash)
  return matches && isKeyInForce(stored, nowMs)
}

/** Whether the key has not expired at `nowMs` and its tenant is active. */
export const isKeyInForce = ({ isActive, expiresAtMs }: StoredKey, nowMs: number): boolean =>
  isActive && (expiresAtMs === null || expiresAtMs > nowMs)
