import { calls } from '@inkling/contracts'
import { type Caller, implement, isNotModified, waitForWrite, weakEtag } from '@inkling/service-kit'
import type { FastifyInstance } from 'fastify'
import type { Catalogue } from '../domain/catalogue.ts'

interface ResidentCatalogue {
  readonly model: Catalogue
  readonly cluster: string
  waitFor(transactionId: bigint, timeoutMs: number): Promise<boolean>
}

export interface CompletionsOptions {
  /** The index of the caller's tenant, if it is in memory within so many milliseconds. */
  readonly residentWithin: (caller: Caller, waitMs: number) => Promise<ResidentCatalogue | undefined>
  readonly loadWaitMs: number
}

const defaultLimit = 8

/**
 * Without the index there are no completions yet: the text changes with every letter, and the next letter asks again.
 */
export async function completionsRoute(
  app: FastifyInstance,
  { residentWithin, loadWaitMs }: CompletionsOptions,
): Promise<void> {
  implement(app, calls.completeQuery, async ({ query, principal, request, deadline, reply }) => {
    const { q, limit = defaultLimit } = query
    const resident = await residentWithin({ principal, deadline }, loadWaitMs)
    const degraded = resident ? await waitForWrite(request, resident, deadline) : ['index']
    if (degraded.length > 0) reply.header('degraded', degraded.join(', '))
    const data = resident?.model.index.complete(q, limit) ?? []
    return isNotModified(reply, weakEtag(JSON.stringify([data, degraded]))) ? (undefined as never) : { data }
  })
}
