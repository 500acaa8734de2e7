import type { TenantDatabase } from '../client/tenant-database.ts'
import type { Asker } from './dismissals.ts'

const maxItems = 2_000

/** The items that suggestions of a scenario showed a user or session in the last minutes, the newest first. */
export async function readShown(
  { tenantId, transaction }: TenantDatabase,
  { userId, sessionId }: Asker,
  scenario: string,
  minutes: number,
): Promise<string[]> {
  const rows = await transaction('read shown items', (sql) => {
    const shown = sql`
      select item_ids, created_at from learning.receipts
      where tenant_id = ${tenantId} and kind = 'suggestion' and coalesce(scenario, '') = ${scenario}
        and created_at > now() - make_interval(mins => ${minutes})`
    return sql<{ itemId: string }[]>`
      select item_id as "itemId" from (
        ${shown} and user_id = ${userId ?? null} union all ${shown} and session_id = ${sessionId ?? null}
      ) as answers, unnest(item_ids) as item_id
      group by item_id order by max(created_at) desc limit ${maxItems}`
  })
  return rows.map(({ itemId }) => itemId)
}
