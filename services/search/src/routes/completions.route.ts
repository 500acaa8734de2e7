import { calls } from '@inkling/contracts'
import type { ResidentModels } from '@inkling/read-model'
import { implement } from '@inkling/service-kit'
import type { FastifyInstance } from 'fastify'
import type { ItemChange } from '../adapters/item-store.ts'
import type { Catalogue } from '../domain/catalogue.ts'

export interface CompletionsOptions {
  readonly models: ResidentModels<Catalogue, ItemChange>
  readonly loadWaitMs: number
}

const defaultLimit = 8

/** What is typed changes with every letter: without the index there is nothing to say yet, and the next letter asks again. */
export async function completionsRoute(
  app: FastifyInstance,
  { models, loadWaitMs }: CompletionsOptions,
): Promise<void> {
  implement(app, calls.completeQuery, async ({ query: { q, limit = defaultLimit }, principal, reply }) => {
    const resident = await models.getWithin(principal.tenantId, loadWaitMs)
    if (!resident) reply.header('degraded', 'index')
    return { data: resident?.model.index.complete(q, limit) ?? [] }
  })
}
