import type { QueryCounts, SearchSettings } from '@inkling/contracts'
import { type Database, listQueries, readSearchSettings, saveSearchSettings } from '@inkling/database'
import { withTimeout } from '@inkling/resilience'
import type { Caller } from '@inkling/service-kit'
import type { QueryLog } from '../adapters/query-log.ts'
import type { SettingsCache } from '../adapters/settings-cache.ts'

export interface SearchSettingsOptions {
  readonly database: Pick<Database, 'of'>
  readonly cache: Pick<SettingsCache, 'set'>
  readonly queries: Pick<QueryLog, 'flush'>
  /** Tells other processes that a tenant's settings changed. */
  readonly announce: (tenantId: string) => void
}

/** How the items of the caller's tenant are searched, and which queries were searched. */
export interface SettingsUseCases {
  readSettings(caller: Caller): Promise<SearchSettings>
  /** `check` gets the present settings, undefined if none were made, and throws to keep them. */
  saveSettings(
    settings: SearchSettings,
    check: (current: SearchSettings | undefined) => void,
    caller: Caller,
  ): Promise<void>
  listQueries(options: Parameters<typeof listQueries>[1], caller: Caller): Promise<QueryCounts['data']>
}

export const searchSettings = ({ database, cache, queries, announce }: SearchSettingsOptions): SettingsUseCases => ({
  readSettings: (caller) => readSearchSettings(database.of(caller)),
  async saveSettings(settings, check, caller) {
    const { tenantId } = caller.principal
    await saveSearchSettings(database.of(caller), settings, check)
    cache.set(tenantId, settings)
    announce(tenantId)
  },
  async listQueries(options, caller) {
    await withTimeout(queries.flush(), caller.deadline.remainingMs)
    return listQueries(database.of(caller), options)
  },
})
