import { type Scope, streamKeyProtocol } from '@inkling/contracts'
import { isInForce, type PresentedKey, readKey, type StoredKey } from '@inkling/contracts/api-key'
import { type PresentedToken, readScopedToken, verifyScopedToken } from '@inkling/contracts/scoped-token'
import { InklingError } from '@inkling/errors'
import type { authenticationMetrics } from '@inkling/telemetry'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { StoredKeys } from '../adapters/stored-keys.ts'
import { type Pseudonyms, pseudonymous } from '../domain/pseudonyms.ts'
import type { ConsoleSessions } from './console-session.ts'
import type { Origins } from './cross-origin.ts'
import { tokenIdentification } from './identify-token.ts'
import { pseudonymiseUrl } from './pseudonymous-requests.ts'
import type { LimitedCall, Limits } from './rate-limits.ts'
import type { RefusedKeys } from './refused-keys.ts'
import { deadlineFrom, requestDeadline } from './request-deadline.ts'
import { type Identity, isForPages, requestIdentity } from './request-identity.ts'
import type { Tokens } from './tokens.ts'

export interface AuthenticationParts {
  readonly keys: StoredKeys
  readonly tokens: Tokens
  /** Is told of each key with which a request is accepted. */
  readonly seeKey: (keyId: string) => void
  /** Is told each request with an accepted key. It throws if the key is blocked, and resolves later if it is slowed. */
  readonly admitKey?: (request: FastifyRequest, identity: Identity) => Promise<void> | undefined
  readonly refused: {
    see(address: string, key?: Parameters<RefusedKeys['see']>[1], request?: FastifyRequest): void
  }
  readonly limits: Pick<Limits, 'admitTenant' | 'admitAddress' | 'takeBack'>
  readonly origins: Origins
  readonly sessions: Pick<ConsoleSessions, 'bearerOf'>
  readonly pseudonyms: Pseudonyms
  readonly metrics: ReturnType<typeof authenticationMetrics>
}

export interface AuthenticationOptions extends LimitedCall {
  /** Whether the call also takes its key in the query. */
  readonly isKeyInQuery?: boolean
  /** Whether the call also takes its key as the password of HTTP Basic authentication, for which browsers ask. */
  readonly isKeyInPassword?: boolean
  /** Whether the call also takes its key as a WebSocket subprotocol: browsers send no header with an upgrade. */
  readonly isKeyInProtocol?: boolean
}

/**
 * Returns hooks for the routes of `app`. A hook accepts a request if its key is valid and has `scope`, and counts it
 * against its limits. A key that is wrong, expired or revoked and the key of a suspended tenant get the same answer.
 *
 * A request without a known key is counted against its address before Postgres is asked. Beyond the limit, all guessed
 * keys share a few statements. If the key turns out to be valid, its tenant is counted instead, so that the wrong keys
 * of others behind the same address never refuse it.
 *
 * The request's deadline counts from here: also while Postgres hangs, a request is answered by then.
 *
 * The console sends its session instead of a key or a token.
 *
 * A token stands in the place of a key in the header `Authorization`, or in the subprotocol of a WebSocket: one that
 * was made from a key, or a JWT of an issuer whom the tenant named.
 *
 * A key in the query is for browsers that can send no header. It must be publishable, because URLs are kept in logs and
 * histories.
 */
export function authentication(
  app: FastifyInstance,
  { keys, tokens, seeKey, admitKey, refused, limits, origins, sessions, pseudonyms, metrics }: AuthenticationParts,
) {
  requestIdentity.declare(app)
  requestDeadline.declare(app)

  const identifyToken = tokenIdentification(tokens, limits, refused)

  async function identify(request: FastifyRequest, reply: FastifyReply, places: KeyPlaces) {
    const bearer = bearerOf(request, places)
    const sent = presentedKey(request, places) ?? readScopedToken(bearer)
    const sentToken = sent ? undefined : tokens.read(bearer)
    const session = sent || sentToken !== undefined ? undefined : await sessions.bearerOf(request)
    const token = sentToken ?? tokens.read(session)
    if (token !== undefined) return tokens.known(token) ?? identifyToken(token, request, reply)
    const presented = sent ?? keyInSession(session) ?? readScopedToken(session)
    const isKnown = presented !== undefined && keys.isKnown(presented.id)
    const refusal = isKnown ? undefined : refusalOf(() => limits.admitAddress(request, reply))
    const find = refusal ? keys.findTogether : keys.find
    const stored = presented && (await find(presented.id, requestDeadline.get(request)))
    const identity = presented && stored ? identityOf(presented, stored, pseudonyms) : undefined
    if (!identity && presented) refused.see(request.ip, stored || undefined, request)
    if (!identity && refusal) throw refusal
    if (identity && !isKnown) limits.takeBack(request, reply, refusal !== undefined)
    if (!identity && isKnown) limits.admitAddress(request, reply)
    return identity
  }

  /** A key needs one of the scopes, if there are several. */
  return (
    scope: Scope | readonly Scope[],
    { isKeyInQuery = false, isKeyInPassword = false, isKeyInProtocol = false, ...call }: AuthenticationOptions = {},
  ) =>
    async (request: FastifyRequest, reply: FastifyReply) => {
      const places = { isKeyInQuery, isKeyInPassword, isKeyInProtocol }
      origins.admitAnyKey(request, reply)
      requestDeadline.set(request, deadlineFrom(request.headers['request-timeout-ms']))
      const identity = await identify(request, reply, places).catch((error: unknown) => {
        metrics.attempts.inc({ outcome: 'refused' })
        throw error
      })
      metrics.attempts.inc({ outcome: identity ? 'accepted' : 'refused' })
      if (!identity)
        throw new InklingError('unauthenticated', 'Send a valid key as Authorization: Bearer ink_…, or a valid token')
      requestIdentity.set(request, identity)
      if (identity.pseudonymOf) pseudonymiseUrl(request, identity.pseudonymOf)
      const refusal = origins.admit(request, reply, identity)
      if (refusal) {
        limits.admitAddress(request, reply)
        throw refusal
      }
      seeKey(identity.keyId)
      const held = admitKey?.(request, identity)
      if (held) await held
      limits.admitTenant(request, reply, call)
      const wanted = [scope].flat()
      if (!wanted.some((one) => identity.scopes.includes(one)))
        throw new InklingError('forbidden_scope', `This call needs the scope ${wanted.join(' or ')}`)
    }
}

function refusalOf(admit: () => void): unknown {
  try {
    admit()
    return undefined
  } catch (error) {
    return error
  }
}

interface PresentedInPlace extends PresentedKey {
  readonly isInQuery: boolean
}
/** A key, or a token that was made from one. */
type Presented = PresentedInPlace | PresentedToken

type KeyPlaces = Required<Pick<AuthenticationOptions, 'isKeyInQuery' | 'isKeyInPassword' | 'isKeyInProtocol'>>

function presentedKey({ headers, query }: FastifyRequest, places: KeyPlaces): PresentedInPlace | undefined {
  const { isKeyInQuery, isKeyInPassword, isKeyInProtocol } = places
  const inHeader =
    readKey(headers.authorization, headers['x-api-key']) ??
    (isKeyInPassword ? readKey(undefined, passwordOf(headers.authorization)) : undefined) ??
    (isKeyInProtocol ? readKey(undefined, protocolKeyOf(headers['sec-websocket-protocol'])) : undefined)
  if (inHeader) return { ...inHeader, isInQuery: false }
  const { key } = query as { key?: unknown }
  const inQuery = isKeyInQuery && typeof key === 'string' ? readKey(undefined, key) : undefined
  return inQuery && { ...inQuery, isInQuery: true }
}

function keyInSession(bearer: string | undefined): PresentedInPlace | undefined {
  const key = readKey(bearer, undefined)
  return key && { ...key, isInQuery: false }
}

/** What the header `Authorization` holds, or would hold if browsers could send one with an upgrade. */
function bearerOf({ headers }: FastifyRequest, { isKeyInProtocol }: KeyPlaces): string | undefined {
  const offered = isKeyInProtocol ? protocolKeyOf(headers['sec-websocket-protocol']) : undefined
  return headers.authorization ?? (offered === undefined ? undefined : `Bearer ${offered}`)
}

/** The key or token among the subprotocols that a WebSocket offers: `inkling.v1, inkling.key.ink_…`. */
const protocolKeyOf = (offered = ''): string | undefined =>
  offered
    .split(',')
    .map((one) => one.trim())
    .find((one) => one.startsWith(streamKeyProtocol))
    ?.slice(streamKeyProtocol.length)

/** The password of HTTP Basic authentication: what follows the first colon (RFC 7617). */
function passwordOf(authorization: string | undefined): string | undefined {
  const [, encoded] = /^Basic +([A-Za-z0-9+/]+=*)$/i.exec(authorization ?? '') ?? []
  return (
    encoded &&
    Buffer.from(encoded, 'base64')
      .toString()
      .replace(/^[^:]*:/, '')
  )
}

function identityOf(presented: Presented, stored: StoredKey, pseudonyms: Pseudonyms): Identity | undefined {
  const { tenantId, id: keyId, scopes, allowedOrigins, plan, pseudonymSalt } = stored
  const pseudonymOf = pseudonymSalt && pseudonyms(tenantId, pseudonymSalt)
  const identity = { tenantId, keyId, scopes, allowedOrigins, plan, ...(pseudonymOf && { pseudonymOf }) }
  if ('code' in presented) {
    const rights = verifyScopedToken(presented, stored, Date.now())
    return rights && { ...identity, ...pseudonymous(rights, pseudonymOf), isToken: true }
  }
  const mayBeThere = !presented.isInQuery || isForPages(identity)
  return mayBeThere && isInForce(presented, stored, Date.now()) ? identity : undefined
}
