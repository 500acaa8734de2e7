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

export async function saveSearchSettings(database: TenantDatabase, settings: SearchSettings): Promise<void> {
  await database.transaction(
    'save search settings',
    (sql) => sql`
      insert into catalog.search_settings (tenant_id, settings) values (${database.tenantId}, ${sql.json(settings)})
      on conflict (tenant_id) do update set settings = excluded.settings, updated_at = now()`,
  )
}
