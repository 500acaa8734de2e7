import { hash } from 'node:crypto'
import { basePath } from '@inkling/contracts'
import { requestFact } from '@inkling/service-kit'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { bodyLines } from '../domain/body-contents.ts'
import { networkOf } from '../plugins/network-of.ts'
import { type Identity, isForPages, requestIdentity } from '../plugins/request-identity.ts'
import type { CompiledPolicy, CompiledRule } from './compiled-policy.ts'
import { Enforcement, type EnforcementParts } from './enforcement.ts'
import { isStronger } from './kinds.ts'
import { ProbeCheck } from './probe-check.ts'
import { decodedUrl } from './probes.ts'
import { PushedItems, usesIn } from './pushed-items.ts'
import { RuleCheck } from './rule-check.ts'
import type { SecurityLog } from './security-log.ts'
import type { Threats } from './threats.ts'

export interface ScreeningParts extends EnforcementParts {
  readonly threats: Threats
  readonly policy: () => CompiledPolicy
  readonly log: Pick<SecurityLog, 'add'>
}

/** So much of a URL and of a body is looked at. */
const mostLooked = 8_192
/** These are always served, so that a rule can be taken back, and a gateway that is well is not restarted. */
const exempt = (url: string) =>
  url.startsWith(`${basePath}/security/`) || url === '/livez' || url === '/readyz' || url.startsWith('/internal/')
const events = `${basePath}/events`
/** What pages read by POST. */
const readByPost: ReadonlySet<string> = new Set(
  ['search', 'suggestions', 'predictions'].map((name) => `${basePath}/${name}`),
)

interface Screened {
  /** Whether it comes from an allowed network. */
  readonly isAllowed?: true
  /** The rules that fit it, and have yet to see its body. */
  readonly waiting?: readonly CompiledRule[]
}
const screened = requestFact<Screened>('screened')
const isAllowed = (request: FastifyRequest) => screened.find(request)?.isAllowed === true
const sourceOf = (request: FastifyRequest) => `address:${networkOf(request.ip)}`
const isOfPages = (identity: Identity) => isForPages(identity) || identity.isToken === true

/**
 * Looks at each request before its key is checked, at the key once it is, and at small bodies; refuses or holds up what
 * rules, networks and scores say. Addresses are those of the limits: see `TRUST_PROXY`.
 */
export class Screening {
  readonly #parts: ScreeningParts
  readonly #rules: RuleCheck
  readonly #probes: ProbeCheck
  readonly #enforcement: Enforcement
  readonly #pushed = new PushedItems()

  constructor(parts: ScreeningParts) {
    this.#parts = parts
    this.#rules = new RuleCheck(parts)
    this.#probes = new ProbeCheck(parts.threats)
    this.#enforcement = new Enforcement(parts)
  }

  register(app: FastifyInstance): void {
    screened.declare(app)
    app.addHook('onRequest', (request, _reply, done) => settle(() => this.#arrive(request), done))
    app.addHook('preHandler', (request, _reply, done) => settle(() => this.#readBody(request), done))
  }

  /**
   * Is told of a key that was refused. Each counts once, so that an application with an expired one is no guesser.
   * Tokens count none: they end all the time, and those of many people come from one address.
   */
  seeRefused(request: FastifyRequest): void {
    if (isAllowed(request)) return
    const { authorization, 'x-api-key': key } = request.headers
    const sent = authorization ?? key
    if (typeof sent === 'string' && !sent.includes('inkt_'))
      this.#parts.threats.see('stuffing', sourceOf(request), { member: sent })
  }

  /** @throws InklingError if the key is blocked or limited; resolves later if it is slowed */
  admitKey(request: FastifyRequest, identity: Identity): Promise<void> | undefined {
    if (isAllowed(request) || exempt(request.url)) return undefined
    const { threats } = this.#parts
    const { keyId, tenantId } = identity
    const source = `key:${keyId}`
    if (isOfPages(identity)) {
      if (request.method === 'GET') threats.see('scraping', sourceOf(request), { member: request.url, tenantId })
    } else threats.see('leakedKey', source, { member: siteOf(networkOf(request.ip)), tenantId })
    const standing = threats.standingOf(source)
    return standing && this.#enforcement.act(standing.action, standing.kind, source)
  }

  #arrive(request: FastifyRequest): Promise<void> | undefined {
    const url = request.raw.url ?? ''
    if (exempt(url)) return undefined
    const source = sourceOf(request)
    const network = this.#parts.policy().standingOf(request.ip)
    if (network?.isAllowed) {
      screened.set(request, { isAllowed: true })
      return undefined
    }
    if (network) return this.#deny(source, network.id)
    const decoded = decodedUrl(url.length > mostLooked ? url.slice(0, mostLooked) : url).toLowerCase()
    this.#probes.beforeBody(request, decoded, source)
    const { action, waiting } = this.#rules.beforeBody(request, decoded, source)
    if (waiting.length > 0) screened.set(request, { waiting })
    const standing = this.#parts.threats.standingOf(source)
    if (standing && !(action && isStronger(action, standing.action))) {
      // Who goes on while it is limited is blocked in the end.
      if (standing.action === 'limit' && standing.kind !== 'manual') this.#parts.threats.see(standing.kind, source)
      return this.#enforcement.act(standing.action, standing.kind, source)
    }
    return action && this.#enforcement.act(action, 'rule', source)
  }

  #deny(source: string, rule: string): Promise<void> | undefined {
    const finding = { source, kind: 'network', action: 'block', rule, reason: 'denied network' } as const
    this.#parts.log.add({ ...finding, isDryRun: false, score: 0 })
    return this.#enforcement.act('block', 'network', source)
  }

  #readBody(request: FastifyRequest): Promise<void> | undefined {
    const { body } = request
    if (!Buffer.isBuffer(body) || isAllowed(request) || exempt(request.url)) return undefined
    const source = sourceOf(request)
    const identity = requestIdentity.find(request)
    if (identity && isOfPages(identity)) this.#seeUse(request, body, identity)
    this.#probes.withBody(request, body, source, identity)
    const waiting = screened.find(request)?.waiting
    const action = waiting && this.#rules.withBody(waiting, body.toString('utf8', 0, mostLooked), source)
    return action && this.#enforcement.act(action, 'rule', source)
  }

  /**
   * What is read by POST is told apart by all of its body, so that what stands first in it hides nothing. A server
   * sends the events of everybody from one address, so only those of pages are looked at.
   */
  #seeUse(request: FastifyRequest, body: Buffer, { tenantId }: Identity): void {
    const { threats } = this.#parts
    // Of the route: the router also understands a path that is spelled with escapes.
    const path = request.routeOptions.url ?? ''
    const source = sourceOf(request)
    if (request.method !== 'POST') return
    if (readByPost.has(path))
      threats.see('scraping', source, { member: `${path} ${hash('sha256', body, 'base64url')}`, tenantId })
    if (path !== events) return
    for (const use of usesIn(bodyLines(request.headers['content-type'], body))) {
      if (!this.#pushed.isPushed(`${tenantId} ${source}`, use, Date.now())) continue
      const reason = `many visitors of one address use the item ${JSON.stringify(use.itemId.slice(0, 100))}`
      threats.see('pushing', source, { member: `${tenantId} ${use.itemId}\0${use.who}`, reason, tenantId })
    }
  }
}

/** Calls `done` at once unless the request is held up. */
function settle(look: () => Promise<void> | undefined, done: (error?: Error) => void): void {
  let held: Promise<void> | undefined
  try {
    held = look()
  } catch (error) {
    done(error as Error)
    return
  }
  if (held) void held.then(() => done(), done)
  else done()
}

/** What one customer of a network provider has: 24 bits of IPv4, 48 bits of IPv6. */
const siteOf = (network: string) =>
  network.includes('.') ? network.slice(0, network.lastIndexOf('.')) : network.split(':').slice(0, 3).join(':')
