import { createHmac, hash, timingSafeEqual } from 'node:crypto'
import type { Scope } from '@inkling/contracts'
import { InklingError } from '@inkling/errors'
import type { Principal } from './principal.ts'
import { acceptedSecrets, signingSecret } from './request-secrets.ts'

/**
 * The facts about a request that one service signs for another, so that nobody in between can change or invent them.
 */
export interface RequestContext {
  readonly principal: Principal
  /** As {@link Caller.executionId}. */
  readonly executionId?: string | undefined
  /** As {@link Caller.isHome}. */
  readonly isHome?: boolean | undefined
  /** Milliseconds until the answer must be there. */
  readonly timeoutMs: number
  /** Base64url SHA-256 of the body; empty without one. */
  readonly bodyDigest: string
  /** Unix time in milliseconds when it was signed. */
  readonly signedAtMs: number
}

export const contextHeader = 'inkling-context'

/** The clocks of all machines must agree within this time, too. */
const maxAgeMs = 5_000

/** Base64url SHA-256; empty for an empty body. */
export const digest = (body: string | Buffer): string => (body.length === 0 ? '' : hash('sha256', body, 'base64url'))

const mac = (secret: string, method: string, path: string, payload: string) =>
  createHmac('sha256', secret).update(`${method} ${path} ${payload}`).digest('base64url')

/**
 * Returns the value of the context header: the fields of the context, separated by semicolons, and an HMAC-SHA-256 over
 * method, path with query, and these fields. bench/RESULTS.md compares it with JWS.
 */
export function signRequest(secret: string, method: string, path: string, context: RequestContext): string {
  const { principal, executionId = '', timeoutMs, signedAtMs, bodyDigest, isHome = '' } = context
  const tenantId = encodeURIComponent(principal.tenantId)
  const keyId = encodeURIComponent(principal.keyId)
  const { scopes, visitor = '', userId = '', filter = '' } = principal
  // A service of the version before reads the fields that it knows: new ones are added at the end.
  const facts = [
    tenantId,
    keyId,
    scopes.join(),
    executionId,
    timeoutMs,
    signedAtMs,
    bodyDigest,
    visitor,
    isHome,
  ].concat(userId === '' && filter === '' ? [] : [encodeURIComponent(userId), encodeURIComponent(filter)])
  const payload = facts.join(';')
  return `${payload};${mac(signingSecret(secret), method, path, payload)}`
}

/**
 * @throws InklingError unauthenticated if the header is missing or forged, or was signed more than 5 s before or after
 * now.
 */
export function verifyRequest(
  secret: string,
  method: string,
  path: string,
  header: unknown,
  nowMs: number,
): RequestContext {
  const end = typeof header === 'string' ? header.lastIndexOf(';') : -1
  if (typeof header !== 'string' || end < 0) throw rejected('the request has no signed context')
  const payload = header.slice(0, end)
  const given = header.slice(end + 1)
  if (!acceptedSecrets(secret).some((one) => isEqual(given, mac(one, method, path, payload))))
    throw rejected('the request signature is wrong')
  const context = contextOf(payload)
  if (Math.abs(nowMs - context.signedAtMs) > maxAgeMs)
    throw rejected('the request signature is older than 5 s or from the future')
  return context
}

/** Compares in constant time. */
function isEqual(given: string, expected: string): boolean {
  const bytes = Buffer.from(given)
  return bytes.length === expected.length && timingSafeEqual(bytes, Buffer.from(expected))
}

/** The context from fields that {@link signRequest} has written. */
function contextOf(payload: string): RequestContext {
  const fields = payload.split(';')
  const [tenantId = '', keyId = '', scopes = '', executionId, timeoutMs, signedAtMs, bodyDigest = '', ...more] = fields
  const [visitor, isHome, userId, filter] = more
  return {
    principal: {
      tenantId: decodeURIComponent(tenantId),
      keyId: decodeURIComponent(keyId),
      scopes: scopes === '' ? [] : (scopes.split(',') as Scope[]),
      ...(visitor && { visitor }),
      ...(userId && { userId: decodeURIComponent(userId) }),
      ...(filter && { filter: decodeURIComponent(filter) }),
    },
    ...(executionId && { executionId }),
    ...(isHome && { isHome: isHome === 'true' }),
    timeoutMs: Number(timeoutMs),
    bodyDigest,
    signedAtMs: Number(signedAtMs),
  }
}

export const rejected = (internal: string) =>
  new InklingError('unauthenticated', 'This service answers only the gateway and other services', { internal })
