import type { QueryCounts, SearchSettings } from '@inkling/contracts'
import { type Database, listQueries, readSearchSettings, saveSearchSettings } from '@inkling/database'
import { withTimeout } from '@inkling/resilience'
import type { Caller } from '@inkling/service-kit'
import type { QueryLog } from '../adapters/query-log.ts'
import type { TenantSettings } from '../adapters/tenant-settings.ts'

export interface SearchSettingsOptions {
  readonly database: Pick<Database, 'of'>
  readonly settings: Pick<TenantSettings, 'changed'>
  readonly queries: Pick<QueryLog, 'flush'>
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

export const searchSettings = ({ database, settings: cached, queries }: SearchSettingsOptions): SettingsUseCases => ({
  readSettings: (caller) => readSearchSettings(database.of(caller)),
  async saveSettings(settings, check, caller) {
    const { tenantId } = caller.principal
    await saveSearchSettings(database.of(caller), settings, check)
    await cached.changed(tenantId)
  },
  async listQueries(options, caller) {
    await withTimeout(queries.flush(), caller.deadline.remainingMs)
    return listQueries(database.of(caller), options)
  },
})
