import type { TenantDatabase } from '../client/tenant-database.ts'

export interface Asker {
  readonly userId?: string | undefined
  readonly sessionId?: string | undefined
}

const keptDays = 90
const maxItems = 500

/** The items that a user or session dismissed in the last 90 days: the newest 500. */
export async function readDismissed(
  { tenantId, transaction }: TenantDatabase,
  { userId, sessionId }: Asker,
): Promise<string[]> {
  const rows = await transaction(
    'read dismissed items',
    (sql) => sql<{ itemId: string }[]>`
      select item_id as "itemId" from (
        select item_id, received_at from learning.feedback
        where tenant_id = ${tenantId} and signal = 'dismiss' and user_id = ${userId ?? null}
        union all
        select item_id, received_at from learning.feedback
        where tenant_id = ${tenantId} and signal = 'dismiss' and session_id = ${sessionId ?? null}
      ) as dismissed
      where received_at > now() - make_interval(days => ${keptDays})
      group by item_id order by max(received_at) desc limit ${maxItems}`,
  )
  return rows.map(({ itemId }) => itemId)
}
