import type { TenantDatabase } from '../client/tenant-database.ts'

export interface Asker {
  readonly userId?: string | undefined
  readonly sessionId?: string | undefined
}

export interface Dismissal {
  readonly itemId: string
  /** Since it was dismissed last. */
  readonly ageMs: number
}

const keptDays = 90
const maxItems = 500

/** What a user or session dismissed in the last 90 days: the newest 500 items, newest first. */
export function readDismissals(
  { tenantId, transaction }: TenantDatabase,
  { userId, sessionId }: Asker,
): Promise<Dismissal[]> {
  return transaction(
    'read dismissed items',
    (sql) => sql<Dismissal[]>`
      select item_id as "itemId", (extract(epoch from now() - max(received_at)) * 1000)::float8 as "ageMs" from (
        select item_id, received_at from learning.feedback
        where tenant_id = ${tenantId} and signal = 'dismiss' and user_id = ${userId ?? null}
        union all
        select item_id, received_at from learning.feedback
        where tenant_id = ${tenantId} and signal = 'dismiss' and session_id = ${sessionId ?? null}
      ) as dismissed
      where received_at > now() - make_interval(days => ${keptDays})
      group by item_id order by 2 limit ${maxItems}`,
  )
}
