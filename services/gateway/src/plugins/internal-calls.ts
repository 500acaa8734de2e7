import { InklingError } from '@inkling/errors'
import { isSigned, type ProcessParts, processStateRoute, signedRequests } from '@inkling/service-kit'
import type { FastifyInstance } from 'fastify'
import type { Limits } from './rate-limits.ts'

export interface InternalCallsOptions extends ProcessParts {
  readonly secret: string
  readonly limits: Pick<Limits, 'admitAddress'>
}

/**
 * Answers what other services ask about this gateway. To strangers the calls are unknown paths like every other one. A
 * signature that is wrong counts against the address, as a wrong key does.
 * Register it before the documentation, which describes every route that comes after it.
 */
export async function internalCalls(app: FastifyInstance, options: InternalCallsOptions): Promise<void> {
  const { secret, limits, ...parts } = options
  app.addHook('onRequest', async (request, reply) => {
    if (isSigned(request)) return
    limits.admitAddress(request, reply)
    throw new InklingError('not_found', `There is no ${request.method} ${request.url.split('?')[0]}`)
  })
  await app.register(signedRequests, { secret })
  app.setErrorHandler<InklingError>((error, request, reply) => {
    if (error.code === 'unauthenticated') limits.admitAddress(request, reply)
    throw error
  })
  await app.register(processStateRoute, parts)
}
