import { createHmac, createSecretKey, timingSafeEqual } from 'node:crypto'
import { isKeyInForce, type StoredKey } from './api-key.ts'
import { pageScopes, type Scope } from './scopes.ts'
import { isStorable } from './storable.ts'

/** A token as its holder sends it: `inkt_<key id>.<claims>.<code>`, of which nothing is checked yet. */
export interface PresentedToken {
  readonly id: string
  readonly signed: string
  readonly claims: string
  readonly code: string
}

/** What a valid token may do. */
export interface TokenRights {
  readonly scopes: readonly Scope[]
  readonly userId?: string
  readonly filter?: string
  /** When it ends. */
  readonly expiresAtMs: number
}

/** A token that would be valid for longer is refused. */
const longestSeconds = 86_400
const pattern = /^Bearer +(inkt_([0-9a-z]{1,64})\.([A-Za-z0-9_-]{2,4000}))\.([A-Za-z0-9_-]{43})$/i

/** The token in `Authorization: Bearer`; undefined if that holds none. */
export function readScopedToken(authorization: string | undefined): PresentedToken | undefined {
  const [, signed, id, claims, code] = pattern.exec(authorization ?? '') ?? []
  return signed && id && claims && code ? { id, signed, claims, code } : undefined
}

/**
 * What a token may do that was made from a key without asking anybody: its code is HMAC-SHA-256 with the SHA-256 of the
 * secret, which is what is stored of the key. It may do no more than the key, and no more than a page. Undefined if it
 * was not made from this key, has ended, would be valid for longer than a day, or says something that is not known.
 */
export function verifyScopedToken(token: PresentedToken, key: StoredKey, nowMs: number): TokenRights | undefined {
  const expected = createHmac('sha256', createSecretKey(key.secretHash)).update(token.signed).digest()
  const given = Buffer.from(token.code, 'base64url')
  if (given.length !== expected.length || !timingSafeEqual(given, expected) || !isKeyInForce(key, nowMs))
    return undefined
  const claims = claimsIn(token.claims)
  return claims && rightsOf(claims, key, nowMs / 1_000)
}

interface Claims {
  readonly exp?: unknown
  readonly scopes?: unknown
  readonly userId?: unknown
  readonly filter?: unknown
}

function claimsIn(text: string): Claims | undefined {
  try {
    const claims: unknown = JSON.parse(Buffer.from(text, 'base64url').toString())
    return typeof claims === 'object' && claims !== null ? claims : undefined
  } catch {
    return undefined
  }
}

function rightsOf(claims: Claims, key: StoredKey, nowSeconds: number): TokenRights | undefined {
  const { exp, scopes = pageScopes, userId, filter, ...unknown } = claims
  const isTimely = typeof exp === 'number' && exp > nowSeconds && exp <= nowSeconds + longestSeconds
  if (!isTimely || !Array.isArray(scopes) || !isText(userId, 256) || !isText(filter, 1_000)) return undefined
  if (Object.keys(unknown).length > 0) return undefined
  return {
    expiresAtMs: exp * 1_000,
    scopes: pageScopes.filter((scope) => key.scopes.includes(scope) && scopes.includes(scope)),
    ...(userId !== undefined && { userId }),
    ...(filter !== undefined && { filter }),
  }
}

/** Absent, or text that can be stored. */
const isText = (value: unknown, maxBytes: number): value is string | undefined =>
  value === undefined || (typeof value === 'string' && value !== '' && isStorable(value, maxBytes))
