import { calls, type DatabaseReport } from '@inkling/contracts'
import { type Caller, implement } from '@inkling/service-kit'
import type { FastifyInstance } from 'fastify'

export interface DatabaseOptions {
  readonly readStatistics: (caller: Caller) => Promise<DatabaseReport>
}

export async function databaseRoute(app: FastifyInstance, { readStatistics }: DatabaseOptions): Promise<void> {
  implement(app, calls.getDatabaseStats, (caller) => readStatistics(caller))
}
