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
const mostDismissals = 2_000

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

/** The users and sessions that dismissed anything. */
export interface Dismissers {
  readonly userIds: readonly string[]
  readonly sessionIds: readonly string[]
}

/** Who dismissed anything in the last 90 days; undefined if these are more than 2,000 dismissals. */
export function readDismissers({ tenantId, transaction }: TenantDatabase): Promise<Dismissers | undefined> {
  return transaction('read dismissers', async (sql) => {
    const [row] = await sql<[Dismissers & { readonly users: number; readonly sessions: number }]>`
      with users as (
        select user_id from learning.feedback
        where tenant_id = ${tenantId} and signal = 'dismiss' and user_id is not null
          and received_at > now() - make_interval(days => ${keptDays})
        limit ${mostDismissals + 1}
      ), sessions as (
        select session_id from learning.feedback
        where tenant_id = ${tenantId} and signal = 'dismiss' and session_id is not null
          and received_at > now() - make_interval(days => ${keptDays})
        limit ${mostDismissals + 1}
      )
      select (select count(*)::int from users) as users, (select count(*)::int from sessions) as sessions,
        array(select distinct user_id from users) as "userIds",
        array(select distinct session_id from sessions) as "sessionIds"`
    const { users, sessions, userIds, sessionIds } = row
    return Math.max(users, sessions) > mostDismissals ? undefined : { userIds, sessionIds }
  })
}
