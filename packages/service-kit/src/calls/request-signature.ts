import { createHmac, hash, timingSafeEqual } from 'node:crypto'
import { InklingError } from '@inkling/errors'
import type { Principal } from './principal.ts'

/**
 * The facts about a request that one service signs for another, so that nobody in between can change or invent them.
 */
export interface RequestContext {
  readonly principal: Principal
  /** As {@link Caller.executionId}. */
  readonly executionId?: string | undefined
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
  createHmac('sha256', secret).update(`${method} ${path} ${payload}`).digest()

/**
 * Returns the value of the context header: the payload, and an HMAC-SHA-256 over method, path with query, and payload.
 * bench/RESULTS.md compares it with JWS.
 */
export function signRequest(secret: string, method: string, path: string, context: RequestContext): string {
  const payload = Buffer.from(JSON.stringify(context)).toString('base64url')
  return `${payload}.${mac(secret, method, path, payload).toString('base64url')}`
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
  const [payload, signature] = typeof header === 'string' ? header.split('.') : []
  if (!payload || !signature) throw rejected('the request has no signed context')
  const expected = mac(secret, method, path, payload)
  const given = Buffer.from(signature, 'base64url')
  if (given.length !== expected.length || !timingSafeEqual(given, expected))
    throw rejected('the request signature is wrong')
  const context = JSON.parse(Buffer.from(payload, 'base64url').toString()) as RequestContext
  if (Math.abs(nowMs - context.signedAtMs) > maxAgeMs)
    throw rejected('the request signature is older than 5 s or from the future')
  return context
}

export const rejected = (internal: string) =>
  new InklingError('unauthenticated', 'This service answers only the gateway and other services', { internal })
