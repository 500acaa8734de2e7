import { calls, type FaultRequest, type InjectedFault } from '@inkling/contracts'
import { InklingError } from '@inkling/errors'
import { type FaultInForce, type ProcessFault, parseBodies } from '@inkling/service-kit'
import type { FastifyInstance } from 'fastify'
import { audit } from './audit.ts'
import { type Authenticate, serveCall } from './own-calls.ts'

/** The faults of all processes. */
interface Faults {
  set(fault: ProcessFault): Promise<FaultInForce>
  list(): Promise<FaultInForce[]>
  clear(id?: string): Promise<void>
}

export interface FaultsOptions {
  readonly authenticate: Authenticate
  /** Undefined unless the configuration allows faults. */
  readonly faults: Faults | undefined
}

/** Serves the faults that operators make in running processes, for tests and game days. */
export async function faultsRoute(app: FastifyInstance, { authenticate, faults }: FaultsOptions): Promise<void> {
  parseBodies(app, () => {})

  serveCall(app, calls.injectFault, authenticate, async ({ body, request, reply }) => {
    const fault = await requireOn(faults).set(faultOf(body)).catch(unavailable)
    audit(request, 'fault injected', { fault })
    reply.status(201)
    return present(fault)
  })

  serveCall(app, calls.listFaults, authenticate, async () => {
    const listed = await requireOn(faults).list().catch(unavailable)
    return { data: listed.map(present) }
  })

  serveCall(app, calls.endFaults, authenticate, async ({ query: { id }, request, reply }) => {
    await requireOn(faults).clear(id).catch(unavailable)
    audit(request, 'faults ended', { id })
    reply.status(204)
    return undefined
  })
}

function requireOn(faults: Faults | undefined): Faults {
  if (faults) return faults
  throw new InklingError(
    'conflict',
    'Fault injection is off; start the services with FAULT_INJECTION=on, or on-in-production where NODE_ENV is production',
  )
}

/** @throws InklingError validation_failed for a field that the kind needs and that is missing */
function faultOf({ seconds, kind, dependency, latencyMs, blockMs, ...rest }: FaultRequest): ProcessFault {
  const target = { ...rest, durationMs: seconds * 1_000 }
  if (kind === 'block') return { ...target, kind, blockMs: required('blockMs', kind, blockMs) }
  const named = { ...target, dependency: required('dependency', kind, dependency) }
  return kind === 'latency' ? { ...named, kind, latencyMs: required('latencyMs', kind, latencyMs) } : { ...named, kind }
}

function required<T>(field: string, kind: string, value: T | undefined): T {
  if (value !== undefined) return value
  const detail = `A fault of the kind ${kind} needs ${field}`
  throw new InklingError('validation_failed', `Not valid: /${field}`, {
    errors: [{ pointer: `/${field}`, code: 'required', detail }],
  })
}

function present({ durationMs: _, endsAtMs, ...fault }: FaultInForce): InjectedFault {
  return { ...fault, remainingSeconds: Math.max(0, (endsAtMs - Date.now()) / 1_000) }
}

function unavailable(cause: unknown): never {
  throw new InklingError('dependency_unavailable', 'Faults cannot be set or read now; try again shortly', {
    internal: 'redis unavailable',
    retryAfterSeconds: 2,
    cause: cause as Error,
  })
}
