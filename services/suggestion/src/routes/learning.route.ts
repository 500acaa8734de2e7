import { calls } from '@inkling/contracts'
import type { Database } from '@inkling/database'
import { implement } from '@inkling/service-kit'
import type { FastifyInstance } from 'fastify'
import { readLearning } from '../adapters/learning-store.ts'

const defaultWindow = '24h'

const hoursOf = (window: string) => Number.parseInt(window, 10) * (window.endsWith('d') ? 24 : 1)

export async function learningRoute(app: FastifyInstance, { database }: { database: Database }): Promise<void> {
  implement(app, calls.getLearningMetrics, async ({ query: { window = defaultWindow, by }, principal }) => ({
    window,
    ...(await readLearning(database, principal.tenantId, hoursOf(window), by)),
  }))
}
