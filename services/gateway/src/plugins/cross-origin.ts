import { basePath, originOf } from '@inkling/contracts'
import { InklingError } from '@inkling/errors'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { LRUCache } from 'lru-cache'
import { type Identity, isForPages, requestIdentity } from './request-identity.ts'

const preflightSeconds = 7_200
const maxRemembered = 1_000
/** A page records events and asks for answers; the other methods are for servers. */
const methods = 'GET, POST'
const requestHeaders = [
  'authorization',
  'consent',
  'consistency-token',
  'content-type',
  'idempotency-key',
  'request-timeout-ms',
  'x-api-key',
].join(', ')
const answerHeaders = [
  'consistency-token',
  'degraded',
  'idempotent-replayed',
  'retry-after',
  'ratelimit',
  'ratelimit-policy',
  'x-request-id',
].join(', ')

export interface Origins {
  /** Lets the page read the answer, also a refusal, if its origin is allowed for every key. */
  admitAnyKey(request: FastifyRequest, reply: FastifyReply): void
  /**
   * Lets the page read the answer if its origin is allowed for the key.
   * Returns forbidden_origin for a key that pages have, if the origin is not allowed for it.
   */
  admit(request: FastifyRequest, reply: FastifyReply, identity: Identity): InklingError | undefined
}

/**
 * Decides which pages may call. A page sends its origin; an origin is allowed by the key that the page has, or by
 * `everyKey`. Pages of the gateway itself may always call. Servers send no origin.
 *
 * A refused origin is logged once for each key, with the command that allows it.
 *
 * @param everyKey Comma-separated, such as `https://shop.example,https://www.shop.example`; `*` allows every origin.
 */
export function createOrigins(everyKey: string): Origins {
  const allowedForAll = everyKey.split(',').map((origin) => origin.trim())
  const logged = new LRUCache<string, true>({ max: maxRemembered })
  return {
    admitAnyKey(request, reply) {
      const origin = foreignOrigin(request)
      if (origin && isListed(origin, allowedForAll)) letRead(origin, allowedForAll, reply)
    },
    admit(request, reply, identity) {
      const origin = foreignOrigin(request)
      if (!origin || isListed(origin, allowedForAll)) return undefined
      const isAllowed = isListed(origin, identity.allowedOrigins)
      if (isAllowed) letRead(origin, identity.allowedOrigins, reply)
      if (isAllowed || !isForPages(identity)) return undefined
      const fix = fixOf(origin, identity)
      const place = `${identity.keyId} ${origin}`
      if (!logged.has(place)) request.log.warn({ keyId: identity.keyId, origin, fix }, 'origin refused')
      logged.set(place, true)
      return new InklingError('forbidden_origin', `The key ${identity.keyId} does not allow this origin. ${fix}`)
    },
  }
}

/**
 * Answers the preflights of `app`: a browser asks before it sends a key, so every origin gets the same answer. Whether
 * the page may call is decided by the key of the request itself.
 */
export function answerPreflights(app: FastifyInstance): void {
  app.options('*', { schema: { hide: true } }, async (request, reply) => {
    const { origin, 'access-control-request-method': asked } = request.headers
    if (!origin || !asked || !request.url.startsWith(`${basePath}/`)) return reply.callNotFound()
    return reply
      .status(204)
      .headers({
        'access-control-allow-origin': origin,
        'access-control-allow-methods': methods,
        'access-control-allow-headers': requestHeaders,
        'access-control-max-age': preflightSeconds,
        vary: 'Origin',
      })
      .send()
  })
}

/**
 * Refuses a page whose origin is not allowed, whatever key it has: no browser keeps the messages of a WebSocket from a
 * page, as it does with answers. Runs after the hook that authenticates.
 * @throws InklingError forbidden_origin
 */
export async function refuseForeign(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const origin = foreignOrigin(request)
  if (!origin || reply.hasHeader('access-control-allow-origin')) return
  const fix = fixOf(origin, requestIdentity.get(request))
  throw new InklingError('forbidden_origin', `The key does not allow this origin. ${fix}`)
}

/** The origin of a page that is not of this gateway. */
function foreignOrigin({ headers: { origin, host } }: FastifyRequest): string | undefined {
  return origin === undefined || URL.parse(origin)?.host === host ? undefined : origin
}

const isListed = (origin: string, list: readonly string[]) => list.includes(origin) || list.includes('*')

function letRead(origin: string, list: readonly string[], reply: FastifyReply): void {
  const vary = [reply.getHeader('vary'), 'Origin'].filter(Boolean).join(', ')
  reply.headers({
    'access-control-allow-origin': list.includes('*') ? '*' : origin,
    'access-control-expose-headers': answerHeaders,
    vary,
  })
}

/** The origin stands in a command, so it must be one. */
function fixOf(origin: string, { tenantId, keyId }: Identity): string {
  if (originOf(origin) === origin)
    return `Allow it: npx -y pnpm@12 inkling tenants allow-origin ${tenantId} ${keyId} ${origin}`
  return 'A page that is opened from a file, or in a sandbox, has no origin: serve it over http or https'
}
