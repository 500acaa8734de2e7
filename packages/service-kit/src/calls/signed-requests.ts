import { Deadline } from '@inkling/resilience'
import { trace } from '@opentelemetry/api'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { requestFact } from '../server/request-fact.ts'
import { parseBodies } from './parse-bodies.ts'
import type { Principal } from './principal.ts'
import { contextHeader, digest, rejected, verifyRequest } from './request-signature.ts'

/** The caller for whom a request is made, and the deadline of the answer. */
export interface Caller {
  readonly principal: Principal
  readonly deadline: Deadline
  /**
   * Equal in every execution of one request with an `Idempotency-Key`, also after a crash; unguessable. What the
   * request creates has ids made from it, so that another execution finds it instead of creating it again.
   */
  readonly executionId?: string | undefined
  /**
   * Whether the caller knows several replicas of this service and regards this one as the home of the tenant. Undefined
   * if it knows one only.
   */
  readonly isHome?: boolean | undefined
}

interface SignedCaller extends Caller {
  /** As {@link digest} gives it; the body that arrives must have the same. */
  readonly bodyDigest: string
}

/** Set for requests behind {@link signedRequests}. */
export const signedCaller = requestFact<SignedCaller>('signed caller')

/** @throws InklingError internal in a route that is not behind {@link signedRequests}. */
export const callerOf = (request: FastifyRequest): Caller => signedCaller.get(request)

/** Whether somebody claims to have signed the request. */
export const isSigned = ({ headers }: FastifyRequest): boolean => headers[contextHeader] !== undefined

/** Accepts a request to `/api/` only if the gateway or another of our services signed it, body included. */
export const signedRequests = fp(
  async (app: FastifyInstance, { secret }: { secret: string }) => {
    signedCaller.declare(app)
    app.addHook('onRequest', (request, _reply, done) => {
      // The path of the route, not of the request: the router also understands a path that is spelled with escapes.
      if (!(request.routeOptions.url ?? request.url).startsWith('/api/')) return done()
      const header = request.headers[contextHeader]
      const context = verifyRequest(secret, request.method, request.url, header, Date.now())
      const { timeoutMs, signedAtMs, ...facts } = context
      signedCaller.set(request, { ...facts, deadline: new Deadline(timeoutMs) })
      trace.getActiveSpan()?.setAttribute('inkling.tenant.id', facts.principal.tenantId)
      done()
    })
    parseBodies(app, (request, body) => {
      if (signedCaller.find(request)?.bodyDigest !== digest(body))
        throw rejected('the digest of the body differs from the signed one')
    })
    // The answers of one turn of the event loop leave together, so that the caller wakes once for all of them.
    app.addHook('onSend', (_request, _reply, _payload, done) => void setImmediate(done))
    // A request without a body reaches no parser, so its digest is checked here.
    app.addHook('preValidation', (request, _reply, done) => {
      if (request.body === undefined && signedCaller.find(request)?.bodyDigest)
        throw rejected('the body that was signed is missing')
      done()
    })
  },
  { name: 'signed-requests' },
)
