import {
  calls,
  type DatabaseReport,
  type IndexAdvice,
  type IndexAdviceList,
  type TenantUsage,
} from '@inkling/contracts'
import { audit, type Caller, implement } from '@inkling/service-kit'
import type { FastifyInstance } from 'fastify'

export interface Advice {
  list(caller: Caller): Promise<IndexAdviceList>
  /** @throws InklingError not_found if it is not offered, conflict if it cannot be applied now */
  apply(caller: Caller, id: string): Promise<IndexAdvice>
}

export interface DatabaseOptions {
  readonly readStatistics: (caller: Caller) => Promise<DatabaseReport>
  /** The tenants with the most requests of the latest minutes, the busiest first. */
  readonly readUsage: (caller: Caller, minutes: number) => Promise<TenantUsage[]>
  readonly advice: Advice
}

const windowMinutes = { '5m': 5, '1h': 60, '24h': 1_440, '30d': 43_200 } as const

export async function databaseRoute(
  app: FastifyInstance,
  { readStatistics, readUsage, advice }: DatabaseOptions,
): Promise<void> {
  implement(app, calls.getDatabaseStats, (caller) => readStatistics(caller))

  implement(app, calls.listTenantUsage, async ({ query: { window = '1h' }, ...caller }) => ({
    window,
    data: await readUsage(caller, windowMinutes[window]),
  }))

  implement(app, calls.listIndexAdvice, (caller) => advice.list(caller))

  implement(app, calls.applyIndexAdvice, async (call) => {
    const applied = await advice.apply(call, call.params.id)
    const { id, kind, table, index, definition } = applied
    audit(call, 'index advice applied', { adviceId: id, kind, table, index, definition })
    call.reply.status(202)
    return applied
  })
}
