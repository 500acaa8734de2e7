import type { SearchSettings } from '@inkling/contracts'
import type { TenantDatabase } from '../client/tenant-database.ts'

/** How the tenant's items are searched; an empty object if the tenant has set nothing. */
export function readSearchSettings(database: TenantDatabase): Promise<SearchSettings> {
  return database.transaction('read search settings', async (sql) => {
    const [row] = await sql<{ settings: SearchSettings }[]>`
      select settings from catalog.search_settings where tenant_id = ${database.tenantId}`
    return row?.settings ?? {}
  })
}

/**
 * Replaces the settings. `check` gets the present ones, undefined if the tenant has set nothing, and throws to keep
 * them. Writers wait for each other, so each checks what the one before stored.
 */
export async function saveSearchSettings(
  database: TenantDatabase,
  settings: SearchSettings,
  check: (current: SearchSettings | undefined) => void = () => {},
): Promise<void> {
  const { tenantId } = database
  await database.transaction('save search settings', async (sql) => {
    const created = await sql`
      insert into catalog.search_settings (tenant_id, settings) values (${tenantId}, '{}')
      on conflict do nothing returning tenant_id`
    const [row] = await sql<{ settings: SearchSettings }[]>`
      select settings from catalog.search_settings where tenant_id = ${tenantId} for update`
    check(created.length > 0 ? undefined : row?.settings)
    await sql`
      update catalog.search_settings set settings = ${sql.json(settings)}, updated_at = now()
      where tenant_id = ${tenantId}`
  })
}
