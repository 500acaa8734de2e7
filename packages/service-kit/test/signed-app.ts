import { calls, type Event } from '@inkling/contracts'
import { Deadline } from '@inkling/resilience'
import { createLogger } from '@inkling/telemetry'
import { vi } from 'vitest'
import { type CallRequest, implement } from '../src/calls/implement.ts'
import type { Principal } from '../src/calls/principal.ts'
import { contextHeader, digest, signRequest } from '../src/calls/request-signature.ts'
import { type Caller, signedRequests } from '../src/calls/signed-requests.ts'
import { createServer } from '../src/server/create-server.ts'
import { tracing } from '../src/server/tracing.ts'

export const secret = 'a secret of at least 32 characters'
export const principal: Principal = {
  tenantId: 'acme',
  keyId: 'key_1',
  scopes: ['predictions:read', 'events:write', 'maintenance:read', 'maintenance:write'],
}
export const callerFor = (timeoutMs: number): Caller => ({ principal, deadline: new Deadline(timeoutMs) })

export const silentLogger = createLogger({ service: 'test', level: 'silent' })

export const operation = {
  id: 'run_1',
  kind: 'train',
  state: 'queued',
  progress: 0,
  options: {},
  result: null,
  error: null,
  createdAt: '2026-11-21T09:30:00Z',
  startedAt: null,
  finishedAt: null,
} as const

/** A service with three calls: an idempotent one with a body, one that is not idempotent, and one with a parameter. */
export async function buildSignedApp(logger = silentLogger) {
  const app = createServer({ logger })
  const handlers = {
    related: vi.fn(async (_call: CallRequest<typeof calls.relatedItems>) => ({
      itemIds: ['tea'],
      scores: { coOccurrence: [1_000_000] },
      epoch: 7,
    })),
    events: vi.fn(async (_call: { body: unknown }) => ({ accepted: 1, duplicates: 0, rejected: [] })),
    operation: vi.fn(async (_call: CallRequest<typeof calls.getOperation>) => operation),
  }
  await app.register(tracing)
  await app.register(signedRequests, { secret })
  implement(app, calls.relatedItems, handlers.related)
  implement(app, calls.postEvents, handlers.events)
  implement(app, calls.getOperation, handlers.operation)
  return { app, handlers }
}

interface Signed {
  readonly method: 'GET' | 'POST'
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly payload?: string
}

/** A request that is signed as the gateway signs it. */
export function signed(
  method: Signed['method'],
  url: string,
  payload = '',
  signedAtMs = Date.now(),
  caller: Principal = principal,
): Signed {
  const facts = { principal: caller, timeoutMs: 1_000, bodyDigest: digest(payload), signedAtMs }
  return {
    method,
    url,
    headers: {
      [contextHeader]: signRequest(secret, method, url, facts),
      ...(payload && { 'content-type': 'application/json' }),
    },
    ...(payload && { payload }),
  }
}

export const event: Event = { type: 'view', userId: 'ann', itemId: 'tea' }
