import { calls } from '@inkling/contracts'
import { type Caller, implement } from '@inkling/service-kit'
import type { FastifyInstance } from 'fastify'
import type { Catalogue } from '../domain/catalogue.ts'

export interface CompletionsOptions {
  /** The index of the caller's tenant, if it is in memory within so many milliseconds. */
  readonly residentWithin: (caller: Caller, waitMs: number) => Promise<{ readonly model: Catalogue } | undefined>
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
  implement(app, calls.completeQuery, async ({ query: { q, limit = defaultLimit }, principal, deadline, reply }) => {
    const resident = await residentWithin({ principal, deadline }, loadWaitMs)
    if (!resident) reply.header('degraded', 'index')
    return { data: resident?.model.index.complete(q, limit) ?? [] }
  })
}
