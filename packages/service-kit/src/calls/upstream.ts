import { type Body, basePath, type Call, type Reply, type Scope } from '@inkling/contracts'
import { InklingError, type Problem } from '@inkling/errors'
import { createPolicy, type Policy } from '@inkling/resilience'
import { inSpan } from '@inkling/telemetry'
import { type Context, context, propagation, SpanKind, trace } from '@opentelemetry/api'
import { Pool } from 'undici'
import { exchange, type UpstreamAnswer } from './exchange.ts'
import { contextHeader, digest, signRequest } from './request-signature.ts'
import type { Caller } from './signed-requests.ts'

export interface UpstreamOptions {
  readonly name: string
  readonly url: string
  readonly secret: string
  readonly concurrent?: number
  readonly queued?: number
  readonly attemptTimeoutMs?: number
  readonly halfOpenAfterMs?: number
}

export interface UpstreamRequest {
  readonly method: string
  /** Path with query. */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: Buffer | string | undefined
  readonly idempotent: boolean
}

/**
 * A client of another of our services. Every status counts as an answer; only timeouts and broken connections are
 * faults.
 */
export class Upstream {
  readonly policy: Policy
  readonly #pool: Pool
  readonly #secret: string

  constructor(options: UpstreamOptions) {
    this.#secret = options.secret
    this.#pool = new Pool(options.url, {
      connections: options.concurrent ?? 128,
      keepAliveTimeout: 30_000,
      headersTimeout: 0,
      bodyTimeout: 0,
    })
    this.policy = createPolicy({
      name: options.name,
      concurrent: options.concurrent ?? 128,
      queued: options.queued ?? 200,
      attemptTimeoutMs: options.attemptTimeoutMs ?? 30_000,
      halfOpenAfterMs: options.halfOpenAfterMs ?? 1_000,
      isFault: (error) => !(error instanceof InklingError),
    })
  }

  /** @throws InklingError as the policy does. It never throws because of a status. */
  send(request: UpstreamRequest, caller: Caller): Promise<UpstreamAnswer> {
    const { deadline, principal } = caller
    const options = { deadline, retry: request.idempotent, tenantId: principal.tenantId }
    return this.policy.execute((signal) => this.#attempt(request, caller, signal), options)
  }

  /**
   * Makes a call that has no path parameters. The request carries the scope of the call besides those of the caller's
   * key: the calling service vouches for it, because its own answer needs the call.
   * @throws InklingError as `send` does, and the service's own for a status of 400 or more.
   */
  async call<C extends Call>(
    call: C,
    input: { body?: Body<C>; headers?: UpstreamRequest['headers'] },
    caller: Caller,
  ): Promise<Reply<C>> {
    const body = input.body === undefined ? undefined : JSON.stringify(input.body)
    const headers = { ...input.headers, ...(body !== undefined && { 'content-type': 'application/json' }) }
    const { status, body: answer } = await this.send(
      { method: call.method, path: basePath + call.path, headers, body, idempotent: call.idempotent },
      withScope(caller, call.scope),
    )
    if (status < 400) return JSON.parse(answer.toString()) as Reply<C>
    const problem = JSON.parse(answer.toString()) as Problem
    throw new InklingError(problem.code as InklingError['code'], problem.detail, { errors: problem.errors ?? [] })
  }

  async close(): Promise<void> {
    await this.#pool.close()
  }

  /** Traced as a client span; a trace that is not recorded just travels on. */
  #attempt(request: UpstreamRequest, caller: Caller, signal: AbortSignal): Promise<UpstreamAnswer> {
    const active = context.active()
    if (trace.getSpan(active)?.isRecording() === false) return this.#exchange(request, caller, signal, active)
    const options = { kind: SpanKind.CLIENT }
    return inSpan(`${request.method} ${this.policy.name}`, options, () =>
      this.#exchange(request, caller, signal, context.active()),
    )
  }

  #exchange(
    { method, path, body = '', headers: given }: UpstreamRequest,
    { principal, deadline }: Caller,
    signal: AbortSignal,
    traced: Context,
  ): Promise<UpstreamAnswer> {
    const headers: Record<string, string> = { ...given }
    propagation.inject(traced, headers)
    const facts = { principal, timeoutMs: deadline.remainingMs, bodyDigest: digest(body), signedAtMs: Date.now() }
    headers[contextHeader] = signRequest(this.#secret, method, path, facts)
    return exchange(this.#pool, { method, path, headers, body: body.length > 0 ? body : null }, signal)
  }
}

function withScope({ principal, deadline }: Caller, scope: Scope | undefined): Caller {
  const scopes = scope && !principal.scopes.includes(scope) ? [...principal.scopes, scope] : principal.scopes
  return { principal: { ...principal, scopes }, deadline }
}
