import { createHmac, hash, timingSafeEqual } from 'node:crypto'
import { InklingError } from '@inkling/errors'
import type { Principal } from './principal.ts'

/** What one service tells another about a request, signed so that neither part can be changed or made up. */
export interface RequestContext {
  readonly principal: Principal
  /** Milliseconds that are left to answer. */
  readonly timeoutMs: number
  /** Base64url SHA-256 of the body; empty without one. */
  readonly bodyDigest: string
  /** Unix time in milliseconds when it was signed. */
  readonly signedAtMs: number
}

export const contextHeader = 'inkling-context'

const maxAgeMs = 30_000

export const digest = (body: string | Buffer): string => (body.length === 0 ? '' : hash('sha256', body, 'base64url'))

const mac = (secret: string, method: string, path: string, payload: string) =>
  createHmac('sha256', secret).update(`${method} ${path} ${payload}`).digest()

/** The value of the context header: payload and HMAC-SHA-256 over method, path with query, and payload. */
export function signRequest(secret: string, method: string, path: string, context: RequestContext): string {
  const payload = Buffer.from(JSON.stringify(context)).toString('base64url')
  return `${payload}.${mac(secret, method, path, payload).toString('base64url')}`
}

/** @throws InklingError unauthenticated when the header is missing, forged, too old, or from the future. */
export function verifyRequest(
  secret: string,
  method: string,
  path: string,
  header: unknown,
  nowMs: number,
): RequestContext {
  const [payload, signature] = typeof header === 'string' ? header.split('.') : []
  if (!payload || !signature) throw refused('no request context')
  const expected = mac(secret, method, path, payload)
  const given = Buffer.from(signature, 'base64url')
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) throw refused('wrong request signature')
  const context = JSON.parse(Buffer.from(payload, 'base64url').toString()) as RequestContext
  if (Math.abs(nowMs - context.signedAtMs) > maxAgeMs) throw refused('request signature is too old')
  return context
}

const refused = (internal: string) =>
  new InklingError('unauthenticated', 'This service answers only the gateway and other services', { internal })
