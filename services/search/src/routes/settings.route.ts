import { calls } from '@inkling/contracts'
import type { Database } from '@inkling/database'
import { implement } from '@inkling/service-kit'
import type { FastifyInstance } from 'fastify'
import type { QueryLog } from '../adapters/query-log.ts'
import type { SettingsCache } from '../adapters/settings-cache.ts'
import { readSettings, saveSettings } from '../adapters/settings-store.ts'

export interface SettingsOptions {
  readonly database: Database
  readonly settings: SettingsCache
  /** Tells other processes that the tenant's settings changed. */
  readonly announceSettings: (tenantId: string) => void
  readonly queries: QueryLog
}

const defaultLimit = 50

/** How a tenant's items are searched, and what was searched for. */
export async function settingsRoute(
  app: FastifyInstance,
  { database, settings, announceSettings, queries }: SettingsOptions,
): Promise<void> {
  implement(app, calls.getSearchSettings, ({ principal }) => readSettings(database, principal.tenantId))

  implement(app, calls.putSearchSettings, async ({ body, principal: { tenantId } }) => {
    await saveSettings(database, tenantId, body)
    settings.set(tenantId, body)
    announceSettings(tenantId)
    return body
  })

  implement(app, calls.listQueries, async ({ query: { empty = false, limit = defaultLimit }, principal }) => {
    await queries.flush()
    return { data: await queries.list(principal.tenantId, empty, limit) }
  })
}
