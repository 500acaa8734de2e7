import { type Body, basePath, type Call, type Priority, type Reply, type Scope } from '@inkling/contracts'
import { fromProblem, InklingError, type Problem } from '@inkling/errors'
import { createPolicy, type Policy, type PolicySettings, predefined, Replicas, type Watched } from '@inkling/resilience'
import { activeLogFacts, inSpan } from '@inkling/telemetry'
import {
  type Attributes,
  type Context,
  context,
  propagation,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api'
import { Pool } from 'undici'
import { addressesOf, isName, type Lookup } from './addresses-of.ts'
import { exchange, type UpstreamAnswer } from './exchange.ts'
import { contextHeader, digest, signRequest } from './request-signature.ts'
import type { Caller } from './signed-requests.ts'
import { watchLeaving } from './watch-leaving.ts'

export interface UpstreamOptions {
  readonly name: string
  /** Of one replica or of several, separated by commas. A name with several addresses counts as several. */
  readonly url: string
  readonly secret: string
  /** Settings of the policy that differ from those predefined for a service of ours. */
  readonly policy?: Partial<PolicySettings>
  readonly lookup?: Lookup
  /** How often names are looked up, in ms. */
  readonly lookUpEveryMs?: number
}

export interface UpstreamRequest {
  readonly method: string
  /** Path with query. */
  readonly path: string
  /** The path with the names of its parameters, for traces. */
  readonly route?: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: Buffer | string | undefined
  readonly idempotent: boolean
  /** Under load, `background` calls are rejected first and `critical` ones last. Default: normal. */
  readonly priority?: Priority | undefined
  /** Nobody waits: an idempotent call is retried after 1, 2 and 4 s within its deadline. */
  readonly isBackground?: boolean
}

/** A body of more bytes is an import, which may take its time, as background calls may. */
const longFromBytes = 64 * 1024

const saysThatItWorks = new Set([503, 504])
const faults = {
  isFault: (error: unknown) => !(error instanceof InklingError),
  isFaultyAnswer(answer: unknown) {
    const { status } = answer as UpstreamAnswer
    return status >= 500 && !saysThatItWorks.has(status)
  },
}

/** A process of the service. */
interface Replica {
  readonly pool: Pool
  /** What its spans have in common. */
  readonly attributes: Attributes
}

/** A process that hangs answers nothing. */
const probe = ({ pool }: Replica, signal: AbortSignal) => exchange(pool, { method: 'GET', path: '/livez' }, signal)

/** No connection was made, so the request was not sent. */
const unreachedCodes = new Set(['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND', 'UND_ERR_CONNECT_TIMEOUT'])
const isUnreached = (error: unknown) => unreachedCodes.has((error as { code?: string }).code ?? '')

const watch = ({ pool }: Replica, replica: Watched) => watchLeaving(pool, replica)

/** The caller's own signature was refused, which says nothing of the request. */
class SignatureRefused extends Error {}

/**
 * A client of another of our services. Every status counts as an answer. Timeouts, broken connections and slow calls
 * are faults, and so are answers of 500 and more: the caller gets them, and a stream of them opens the circuit. 503 and
 * 504 are not: with them a service that works says that it cannot answer now, for want of time or a dependency. A
 * service that refuses our signature is faulty too: its secret or its clock differs from ours.
 *
 * Requests carry the trace and the request id of the request that needs them.
 */
export class Upstream {
  readonly policy: Policy
  readonly #replicas: Replicas<Replica>
  readonly #options: UpstreamOptions
  readonly #concurrent: number
  /** By URL. */
  #known: ReadonlyMap<string, Replica> = new Map()
  #timer: NodeJS.Timeout | undefined

  constructor(options: UpstreamOptions) {
    this.#options = options
    const settings = { ...predefined.upstream, ...options.policy }
    this.#concurrent = settings.concurrent
    const urls = options.url.split(',').map((part) => part.trim())
    const mayChange = urls.some(isName)
    const known = this.#know(urls)
    this.#replicas = new Replicas(options.name, known, {
      ...settings,
      ...faults,
      probe,
      isUnreached,
      watch,
      mayChange,
    })
    if (mayChange) this.#lookUp(urls)
    const minConcurrent = Math.min(settings.minConcurrent, settings.concurrent)
    const [only, another] = mayChange ? [] : known.values()
    const guard = only && !another ? { probe: (signal: AbortSignal) => probe(only, signal) } : { guard: this.#replicas }
    this.policy = createPolicy({ name: options.name, ...settings, minConcurrent, ...faults, ...guard })
  }

  /** @throws InklingError as the policy does. Of all statuses it throws only for 401, which is never the caller's. */
  send(request: UpstreamRequest, caller: Caller): Promise<UpstreamAnswer> {
    const { deadline, principal } = caller
    const { idempotent, isBackground, priority, body = '' } = request
    const tried: Replica[] = []
    const isLong = priority === 'background' || body.length > longFromBytes
    const attempt = (signal: AbortSignal) => {
      const ask = (replica: Replica, isHome?: boolean) => this.#attempt(request, { ...caller, isHome }, signal, replica)
      return this.#replicas.run(principal.tenantId, tried, signal, ask, isLong)
    }
    return this.policy.execute(attempt, {
      deadline,
      tenantId: principal.tenantId,
      ...(priority && { priority }),
      retry: idempotent && isBackground ? 'background' : idempotent,
      hedge: idempotent && this.#replicas.size > 1,
      isLong,
    })
  }

  /**
   * Makes a call that has no path parameters. The request carries the scope of the call besides those of the caller's
   * key: the calling service vouches for it, because its own answer needs the call.
   * @throws InklingError as `send` does, and the service's own for a status of 400 or more.
   */
  async call<C extends Call>(
    call: C,
    input: { body?: Body<C>; headers?: UpstreamRequest['headers']; isBackground?: boolean },
    caller: Caller,
  ): Promise<Reply<C>> {
    const { method, path, idempotent, priority } = call
    const body = input.body === undefined ? undefined : JSON.stringify(input.body)
    const headers = { ...input.headers, ...(body !== undefined && { 'content-type': 'application/json' }) }
    const { status, body: answer } = await this.send(
      {
        method,
        path: basePath + path,
        route: basePath + path,
        headers,
        body,
        idempotent,
        priority,
        isBackground: input.isBackground ?? false,
      },
      withScope(caller, call.scope),
    )
    if (status < 400) return JSON.parse(answer.toString()) as Reply<C>
    throw fromProblem(JSON.parse(answer.toString()) as Problem)
  }

  async close(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#replicas.close()
    await Promise.all([...this.#known.values()].map(({ pool }) => pool.close()))
  }

  /** Now, and again and again. While a name cannot be resolved, the addresses that are known stay. */
  #lookUp(urls: readonly string[]): void {
    const { lookup, lookUpEveryMs = 10_000 } = this.#options
    const timer = setTimeout(() => this.#lookUp(urls), lookUpEveryMs).unref()
    this.#timer = timer
    void Promise.all(urls.map((url) => addressesOf(url, lookup))).then(
      (found) => this.#timer && this.#replaceBy(found.flat()),
      () => {},
    )
  }

  #replaceBy(urls: readonly string[]): void {
    const before = this.#known
    if (urls.length === before.size && urls.every((url) => before.has(url))) return
    this.#replicas.replace(this.#know(urls))
    // Its requests end first.
    for (const [url, { pool }] of before) if (!this.#known.has(url)) void pool.close()
  }

  #know(urls: readonly string[]): ReadonlyMap<string, Replica> {
    const timeouts = { keepAliveTimeout: 30_000, headersTimeout: 0, bodyTimeout: 0 }
    const create = (url: string) => ({
      pool: new Pool(url, { connections: this.#concurrent, ...timeouts }),
      attributes: attributesOf(this.#options.name, url),
    })
    this.#known = new Map(urls.map((url) => [url, this.#known.get(url) ?? create(url)]))
    return this.#known
  }

  /** Traced as a client span; a trace that is not recorded just travels on. */
  #attempt(request: UpstreamRequest, caller: Caller, signal: AbortSignal, replica: Replica): Promise<UpstreamAnswer> {
    const active = context.active()
    const send = async (traced: Context) => {
      const answer = await exchange(replica.pool, this.#signed(request, caller, traced), signal)
      if (answer.status !== 401) return answer
      const text = `${this.policy.name} refuses our signature: compare SIGNING_SECRET and the clocks of both`
      throw new SignatureRefused(text)
    }
    if (trace.getSpan(active)?.isRecording() === false) return send(active)
    const { method, route } = request
    const attributes = { ...replica.attributes, 'http.request.method': method, ...(route && { 'http.route': route }) }
    return inSpan(`${method} ${this.policy.name}`, { kind: SpanKind.CLIENT, attributes }, async () => {
      const answer = await send(context.active())
      describeAnswer(answer.status)
      return answer
    })
  }

  #signed({ method, path, body = '', headers: given }: UpstreamRequest, caller: Caller, traced: Context) {
    const { principal, deadline, executionId, isHome } = caller
    const timeoutMs = deadline.remainingMs
    const facts = { principal, executionId, isHome, timeoutMs, bodyDigest: digest(body), signedAtMs: Date.now() }
    // Names and values in turn, as undici sends them: an object whose keys vary costs more.
    const headers = [contextHeader, signRequest(this.#options.secret, method, path, facts)]
    for (const name in given) headers.push(name, given[name] as string)
    const { requestId } = activeLogFacts(traced) ?? {}
    if (requestId !== undefined) headers.push('x-request-id', requestId)
    propagation.inject(traced, headers, asList)
    return { method, path, headers, body: body.length > 0 ? body : null }
  }
}

function attributesOf(service: string, url: string): Attributes {
  const { hostname, port, protocol } = new URL(url)
  const defaultPort = protocol === 'https:' ? 443 : 80
  return { 'peer.service': service, 'server.address': hostname, 'server.port': Number(port) || defaultPort }
}

/** 4xx is no error of ours: errors are always kept, and a client could fill the trace store. */
function describeAnswer(status: number): void {
  const span = trace.getActiveSpan()?.setAttribute('http.response.status_code', status)
  if (status >= 500) span?.setAttribute('error.type', String(status)).setStatus({ code: SpanStatusCode.ERROR })
}

const asList = { set: (headers: string[], name: string, value: string) => void headers.push(name, value) }

function withScope({ principal, deadline }: Caller, scope: Scope | undefined): Caller {
  const scopes = scope && !principal.scopes.includes(scope) ? [...principal.scopes, scope] : principal.scopes
  return { principal: { ...principal, scopes }, deadline }
}
