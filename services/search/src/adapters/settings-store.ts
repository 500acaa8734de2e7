import type { SearchSettings } from '@inkling/contracts'
import type { Database } from '@inkling/database'

/** A tenant that has set nothing has no settings of its own: an empty object. */
export function readSettings(database: Database, tenantId: string): Promise<SearchSettings> {
  return database.tenant(tenantId, { name: 'read search settings' }, async (sql) => {
    const [row] = await sql<{ settings: SearchSettings }[]>`
      select settings from catalog.search_settings where tenant_id = ${tenantId}`
    return row?.settings ?? {}
  })
}

export async function saveSettings(database: Database, tenantId: string, settings: SearchSettings): Promise<void> {
  await database.tenant(
    tenantId,
    { name: 'save search settings' },
    (sql) => sql`
    insert into catalog.search_settings (tenant_id, settings) values (${tenantId}, ${sql.json(settings)})
    on conflict (tenant_id) do update set settings = excluded.settings, updated_at = now()`,
  )
}
