import { basePath, type SecurityAction, type SecurityKind } from '@inkling/contracts'
import { InklingError } from '@inkling/errors'
import { requestFact } from '@inkling/service-kit'
import type { threatMetrics } from '@inkling/telemetry'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { LimitExceeded } from '../plugins/limits/limit-exceeded.ts'
import { networkOf } from '../plugins/network-of.ts'
import { type Identity, isForPages, requestIdentity } from '../plugins/request-identity.ts'
import type { CompiledPolicy, CompiledRule, Examined } from './compiled-policy.ts'
import { isStronger } from './kinds.ts'
import { decodedUrl, probeIn } from './probes.ts'
import type { SecurityLog } from './security-log.ts'
import type { Threats } from './threats.ts'

export interface ScreeningParts {
  readonly threats: Threats
  readonly policy: () => CompiledPolicy
  readonly log: Pick<SecurityLog, 'add'>
  readonly metrics: ReturnType<typeof threatMetrics>
  /** How late a slowed request is answered. */
  readonly slowMs?: number
}

const slowedMs = 1_000
/** More requests than that are limited instead. */
const mostSlowed = 200
/** So much of a URL and of a body is looked at. */
const mostLooked = 8_192
const mostBodyLooked = 2_048
const probedHeaders = ['user-agent', 'referer', 'x-forwarded-host'] as const
/** Texts of items are for people, and may tell of anything. */
const freeText = `${basePath}/items`
/** These are always served, so that a rule can be taken back, and a gateway that is well is not restarted. */
const exempt = (url: string) =>
  url.startsWith(`${basePath}/security/`) || url === '/livez' || url === '/readyz' || url.startsWith('/internal/')

interface Screened {
  /** Whether it comes from an allowed network. */
  readonly isAllowed?: true
  /** The rules that fit it, and have yet to see its body. */
  readonly waiting?: readonly CompiledRule[]
}
const screened = requestFact<Screened>('screened')
const isAllowed = (request: FastifyRequest) => screened.find(request)?.isAllowed === true

/**
 * Looks at each request before its key is checked, at the key once it is, and at small bodies; refuses or holds up what
 * rules, networks and scores say. Addresses are those of the limits: see `TRUST_PROXY`.
 */
export class Screening {
  readonly #parts: ScreeningParts
  #slowed = 0

  constructor(parts: ScreeningParts) {
    this.#parts = parts
  }

  register(app: FastifyInstance): void {
    screened.declare(app)
    app.addHook('onRequest', (request, _reply, done) => this.#settle(() => this.#arrive(request), done))
    app.addHook('preHandler', (request, _reply, done) => this.#settle(() => this.#readBody(request), done))
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
      this.#parts.threats.see('stuffing', `address:${networkOf(request.ip)}`, { member: sent })
  }

  /** @throws InklingError if the key is blocked or limited; resolves later if it is slowed */
  admitKey(request: FastifyRequest, identity: Identity): Promise<void> | undefined {
    if (isAllowed(request) || exempt(request.url)) return undefined
    const { threats } = this.#parts
    const { keyId, tenantId } = identity
    const source = `key:${keyId}`
    const network = networkOf(request.ip)
    if (isForPages(identity) || identity.isToken) {
      if (request.method === 'GET') threats.see('scraping', `address:${network}`, { member: request.url, tenantId })
    } else threats.see('leakedKey', source, { member: siteOf(network), tenantId })
    const standing = threats.standingOf(source)
    return standing && this.#act(standing.action, standing.kind, source)
  }

  #arrive(request: FastifyRequest): Promise<void> | undefined {
    const url = request.raw.url ?? ''
    if (exempt(url)) return undefined
    const policy = this.#parts.policy()
    const source = `address:${networkOf(request.ip)}`
    const network = policy.standingOf(request.ip)
    if (network?.isAllowed) {
      screened.set(request, { isAllowed: true })
      return undefined
    }
    if (network) {
      this.#note(source, 'network', 'block', network.id, 'denied network')
      return this.#act('block', 'network', source)
    }
    const decoded = decodedUrl(url.length > mostLooked ? url.slice(0, mostLooked) : url).toLowerCase()
    this.#probe(request, decoded, source)
    const action = this.#strongestRule(request, decoded, source)
    const standing = this.#parts.threats.standingOf(source)
    if (standing && !(action && isStronger(action, standing.action))) {
      // Who goes on while it is limited is blocked in the end.
      if (standing.action === 'limit' && standing.kind !== 'manual') this.#parts.threats.see(standing.kind, source)
      return this.#act(standing.action, standing.kind, source)
    }
    return action && this.#act(action, 'rule', source)
  }

  #probe({ headers }: FastifyRequest, decoded: string, source: string): void {
    const inUrl = probeIn(decoded)
    if (inUrl) this.#found(source, `${inUrl} in the URL`)
    for (const name of probedHeaders) {
      const value = headers[name]
      const inHeader = typeof value === 'string' ? probeIn(value.toLowerCase()) : undefined
      if (inHeader) this.#found(source, `${inHeader} in the header ${name}`)
    }
  }

  #found(source: string, reason: string, identity?: Identity): void {
    const { threats } = this.#parts
    threats.see('injection', source, { reason, tenantId: identity?.tenantId })
    if (!identity) return
    threats.see('injection', `key:${identity.keyId}`, { reason, tenantId: identity.tenantId })
    threats.see('injection', `tenant:${identity.tenantId}`, { reason, tenantId: identity.tenantId })
  }

  #strongestRule(request: FastifyRequest, decoded: string, source: string): SecurityAction | undefined {
    const { rules } = this.#parts.policy()
    if (rules.length === 0) return undefined
    const examined = examinedOf(request, decoded)
    const nowMs = Date.now()
    const fitting = rules.filter((rule) => rule.endsAtMs > nowMs && rule.fits(examined))
    if (fitting.length === 0) return undefined
    const rest = fitting.filter(({ bodyFits }) => bodyFits)
    if (rest.length > 0) screened.set(request, { waiting: rest })
    return this.#follow(
      fitting.filter(({ bodyFits }) => !bodyFits),
      source,
    )
  }

  /** Records what rules do or would do, and returns the strongest action. */
  #follow(rules: readonly CompiledRule[], source: string): SecurityAction | undefined {
    let strongest: SecurityAction | undefined
    for (const { id, action, isDryRun } of rules) {
      this.#note(source, 'rule', action, id, `rule ${id}`, isDryRun)
      if (!isDryRun && (!strongest || isStronger(action, strongest))) strongest = action
    }
    return strongest
  }

  #readBody(request: FastifyRequest): Promise<void> | undefined {
    const { body } = request
    const rules = screened.find(request)?.waiting
    if (!Buffer.isBuffer(body) || isAllowed(request) || exempt(request.url)) return undefined
    const source = `address:${networkOf(request.ip)}`
    const identity = requestIdentity.find(request)
    const probe = request.url.startsWith(freeText)
      ? undefined
      : probeIn(body.toString('latin1', 0, mostBodyLooked).toLowerCase())
    if (probe) this.#found(source, `${probe} in the body`, identity)
    if (!rules) return undefined
    const text = body.toString('utf8', 0, mostLooked).toLowerCase()
    const action = this.#follow(
      rules.filter(({ bodyFits }) => bodyFits?.(text)),
      source,
    )
    return action && this.#act(action, 'rule', source)
  }

  #note(source: string, kind: SecurityKind, action: SecurityAction, rule: string, reason: string, isDryRun = false) {
    this.#parts.log.add({ source, kind, action, rule, reason, isDryRun, score: 0 })
  }

  #act(action: SecurityAction, kind: SecurityKind, source: string): Promise<void> | undefined {
    if (action === 'observe') return undefined
    const done = action === 'slow' && this.#slowed >= mostSlowed ? 'limit' : action
    this.#parts.metrics.actions.inc({ kind, action: done })
    if (done === 'block') throw blocked(source)
    if (done === 'limit') throw new LimitExceeded('threat', 'Too many requests that look like an attack; wait', 60)
    this.#slowed++
    return new Promise((resolve) => setTimeout(resolve, this.#parts.slowMs ?? slowedMs)).then(() => {
      this.#slowed--
    })
  }

  /** Calls `done` at once unless the request is held up. */
  #settle(look: () => Promise<void> | undefined, done: (error?: Error) => void): void {
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
}

const blocked = (source: string) =>
  new InklingError('blocked', 'Requests like this are refused for now; ask who runs this installation', {
    internal: `${source} is blocked`,
  })

/** What one customer of a network provider has: 24 bits of IPv4, 48 bits of IPv6. */
const siteOf = (network: string) =>
  network.includes('.') ? network.slice(0, network.lastIndexOf('.')) : network.split(':').slice(0, 3).join(':')

/** Headers that rules look at are put into lower case once. */
function examinedOf({ method, url, headers }: FastifyRequest, decoded: string): Examined {
  const [path = ''] = url.split('?', 1)
  const lowered = new Map<string, string | undefined>()
  const lower = (name: string) => {
    const sent = headers[name]
    const text = (Array.isArray(sent) ? sent.join(', ') : sent)?.toLowerCase()
    lowered.set(name, text)
    return text
  }
  return {
    ...{ method, path: decodedUrl(path).toLowerCase(), decodedUrl: decoded },
    header: (name) => (lowered.has(name) ? lowered.get(name) : lower(name)),
  }
}
