import { hash } from 'node:crypto'
import type { TokenIssuer } from '@inkling/contracts'
import type { TenantIssuers } from '@inkling/database'
import { InklingError } from '@inkling/errors'
import type { Deadline } from '@inkling/resilience'
import { decodeJwt, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose'
import { LRUCache } from 'lru-cache'
import type { KnownIssuers } from '../adapters/tenant-issuers.ts'
import { type Pseudonyms, pseudonymous } from '../domain/pseudonyms.ts'
import type { Identity } from './request-identity.ts'
import { factsOf } from './token-claims.ts'

/** Signatures with a public key. None of them can be made with what everybody may read, as HMAC could. */
const tokenAlgorithms = [
  ...['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'],
  ...['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'],
]

export interface TokensOptions {
  readonly issuers: KnownIssuers
  /** The public keys at a URL. */
  readonly keysAt: (url: string) => JWTVerifyGetKey
  readonly pseudonyms: Pseudonyms
  readonly nowMs?: () => number
}

export interface Tokens {
  /** The JSON Web Token of a header `Authorization: Bearer`; undefined if it holds none. */
  read(authorization: string | undefined): string | undefined
  /** Whose the token is, if that is in memory. */
  known(token: string): Identity | undefined
  /** Whether the issuers of the tenant that the token names are in memory. */
  isOfKnown(token: string): boolean
  /**
   * Whose the token is; undefined if it is not valid.
   * @throws InklingError dependency_unavailable if that cannot be told now
   */
  verify(token: string, deadline: Deadline): Promise<Identity | undefined>
  /**
   * All that is stored of the issuer of a verified token, as text; undefined if it is not trusted any more.
   * @throws InklingError dependency_unavailable if that cannot be told now
   */
  issuerOf(identity: Pick<Identity, 'tenantId' | 'keyId'>, deadline: Deadline): Promise<string | undefined>
}

interface Verified {
  readonly identity: Identity & { readonly expiresAtMs: number }
  readonly settings: TenantIssuers
}

/** Larger ones fit into no header beside others. */
const maxLength = 8_192
const leewaySeconds = 30
const mostVerified = 20_000
const form = /^Bearer +([A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+)$/i
/** What stands where the id of a key does: no key has a slash in its id. */
const keyIdOf = (tenantId: string, issuerId: string) => `${tenantId}/${issuerId}`
const nameOf = (token: string) => hash('sha256', token, 'base64url')
const tenantPattern = /^[a-z0-9][a-z0-9-]{0,62}$/

/**
 * Verifies tokens (JWT, RFC 7519) that a tenant's own issuer signed. A token says whose it is: `tenant` and `iss` name
 * the issuer among those of that tenant, and nothing else in it chooses a key or an algorithm; headers such as `jku`
 * and `jwk` are not read. A verified token is kept, by its hash, until it ends or its tenant changes.
 */
export function createTokens({ issuers, keysAt, pseudonyms, nowMs = Date.now }: TokensOptions): Tokens {
  const verified = new LRUCache<string, Verified>({ max: mostVerified })

  async function check(token: string, claims: Claims, settings: TenantIssuers): Promise<Verified | undefined> {
    const issuer = settings.issuers.find((one) => one.issuer === claims.iss && isFor(claims, one))
    const payload = issuer && (await verifiedPayload(token, issuer, keysAt(issuer.jwksUrl), nowMs()))
    const facts = payload && factsOf(payload, issuer)
    if (!payload || !facts) return undefined
    const { tenantId, plan, pseudonymSalt } = settings
    const pseudonymOf = pseudonymSalt && pseudonyms(tenantId, pseudonymSalt)
    const keyId = keyIdOf(tenantId, issuer.id)
    const identity = {
      tenantId,
      keyId,
      plan,
      allowedOrigins: issuer.allowedOrigins ?? [],
      isToken: true,
      expiresAtMs: (Number(payload.exp) + leewaySeconds) * 1_000,
      ...pseudonymous(facts, pseudonymOf),
      ...(pseudonymOf && { pseudonymOf }),
    } as const
    return { identity, settings }
  }

  function kept(name: string): Identity | undefined {
    const found = verified.get(name)
    if (!found) return undefined
    const isSame = issuers.known(found.identity.tenantId) === found.settings
    if (isSame && found.identity.expiresAtMs > nowMs()) return found.identity
    verified.delete(name)
    return undefined
  }

  return {
    read: (authorization) =>
      authorization !== undefined && authorization.length <= maxLength ? form.exec(authorization)?.[1] : undefined,
    known: (token) => kept(nameOf(token)),
    isOfKnown(token) {
      const claims = claimsOf(token)
      return claims !== undefined && issuers.known(claims.tenant) !== undefined
    },
    async verify(token, deadline) {
      const claims = claimsOf(token)
      const settings = claims && (await issuers.find(claims.tenant, deadline))
      const found = claims && settings?.isActive ? await check(token, claims, settings) : undefined
      if (found) verified.set(nameOf(token), found)
      return found?.identity
    },
    async issuerOf({ tenantId, keyId }, deadline) {
      const settings = await issuers.find(tenantId, deadline)
      const issuer = settings?.isActive && settings.issuers.find(({ id }) => keyIdOf(tenantId, id) === keyId)
      return issuer ? JSON.stringify([issuer, settings.pseudonymSalt?.toString('base64url')]) : undefined
    },
  }
}

interface Claims {
  readonly tenant: string
  readonly iss: string
  readonly aud: unknown
}

/** What a token says before anybody has verified it. */
function claimsOf(token: string): Claims | undefined {
  try {
    const { tenant, iss, aud } = decodeJwt(token)
    const isMeant = typeof tenant === 'string' && tenantPattern.test(tenant) && typeof iss === 'string'
    return isMeant ? { tenant, iss, aud } : undefined
  } catch {
    return undefined
  }
}

const isFor = ({ aud }: Claims, { audience }: TokenIssuer): boolean =>
  Array.isArray(aud) ? aud.includes(audience) : aud === audience

async function verifiedPayload(
  token: string,
  { issuer, audience }: TokenIssuer,
  findKey: JWTVerifyGetKey,
  nowMs: number,
): Promise<JWTPayload | undefined> {
  try {
    const { payload } = await jwtVerify(token, findKey, {
      ...{ issuer, audience, algorithms: tokenAlgorithms, requiredClaims: ['exp'] },
      ...{ clockTolerance: leewaySeconds, currentDate: new Date(nowMs) },
    })
    return payload
  } catch (error) {
    if (isOfToken(error)) return undefined
    throw new InklingError('dependency_unavailable', 'The keys of the issuer of the token cannot be read; try again', {
      internal: 'the JWK Set of an issuer cannot be read',
      retryAfterSeconds: 2,
      cause: error,
    })
  }
}

/** Whether an error says that the token is not valid, and not that its keys could not be read. */
const isOfToken = (error: unknown) => error instanceof Error && 'code' in error && /^ERR_J/.test(String(error.code))
