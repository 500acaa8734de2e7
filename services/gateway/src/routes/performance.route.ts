import { calls, type LevelForced } from '@inkling/contracts'
import { InklingError } from '@inkling/errors'
import { parseBodies } from '@inkling/service-kit'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { ForcedLevels } from '../adapters/forced-level.ts'
import { requestIdentity } from '../plugins/request-identity.ts'
import { type Authenticate, serveCall } from './own-calls.ts'

export interface PerformanceOptions {
  readonly authenticate: Authenticate
  readonly levels: Pick<ForcedLevels, 'force' | 'release'>
}

const defaultSeconds = 600

/** Serves what engineers on call ask and set. Each change is logged with who made it. */
export async function performanceRoute(
  app: FastifyInstance,
  { authenticate, levels }: PerformanceOptions,
): Promise<void> {
  parseBodies(app, () => {})

  serveCall(app, calls.putLoadLevel, authenticate, async ({ body, request }): Promise<LevelForced> => {
    const { level, seconds = defaultSeconds } = body
    await levels.force(level, seconds * 1_000).catch(unavailable)
    audit(request, 'load level forced', { level, seconds })
    return { level, remainingSeconds: seconds }
  })

  serveCall(app, calls.deleteLoadLevel, authenticate, async ({ request, reply }) => {
    await levels.release().catch(unavailable)
    audit(request, 'load level released', {})
    reply.status(204)
    return undefined
  })
}

function audit(request: FastifyRequest, what: string, details: object): void {
  const { tenantId, keyId } = requestIdentity.get(request)
  request.log.warn({ audit: true, tenantId, keyId, requestId: request.id, ...details }, what)
}

function unavailable(cause: unknown): never {
  throw new InklingError('dependency_unavailable', 'The level cannot be told to all gateways now; try again shortly', {
    internal: 'redis unavailable',
    retryAfterSeconds: 2,
    cause: cause as Error,
  })
}
