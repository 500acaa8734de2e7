import type { Call } from '@inkling/contracts'
import type { FastifyRequest } from 'fastify'
import { requestIdentity } from '../plugins/request-identity.ts'
import { peopleOf } from './people-of.ts'
import type { Streams } from './streams.ts'

interface WriteAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
}

/**
 * Returns a function that is told of each answer to a write, and tells the streams of the tenant whose events were
 * stored: their predictions and suggestions may have changed.
 */
export const tellEvents =
  (streams: Pick<Streams, 'isWatched' | 'tellEvents'>) =>
  ({ id }: Call, request: FastifyRequest, { status, headers }: WriteAnswer): void => {
    const token = headers['consistency-token']
    if (id !== 'postEvents' || status >= 300 || typeof token !== 'string' || !Buffer.isBuffer(request.body)) return
    const { tenantId } = requestIdentity.get(request)
    if (!streams.isWatched(tenantId)) return
    const people = peopleOf(request.body)
    if (people.length > 0) streams.tellEvents(tenantId, people, token)
  }
