import type { SecurityAction, SecurityKind } from '@inkling/contracts'
import type { Deadline } from '@inkling/resilience'
import type { Database } from '../client/create-database.ts'

type Platform = Pick<Database, 'platform'>

/** What the gateways found of one source within a minute. */
export interface SecurityEventRow {
  readonly minute: Date
  /** `address:`, `key:` or `tenant:`, and which. */
  readonly source: string
  readonly kind: SecurityKind
  readonly action: SecurityAction
  /** The id of a rule or network; empty if it was none. */
  readonly rule: string
  readonly isDryRun: boolean
  readonly count: number
  readonly score: number
  readonly reason: string
  readonly tenantId: string | null
  readonly lastAt: Date
}

export type NewSecurityEvent = Omit<SecurityEventRow, 'minute' | 'lastAt'>

/** Adds what was found to that of this minute. */
export const putSecurityEvents = (
  database: Platform,
  events: readonly NewSecurityEvent[],
  deadline: Deadline,
): Promise<void> =>
  database.platform({ name: 'put security events', deadline }, async (sql) => {
    const rows = events.map(({ tenantId, isDryRun, ...event }) => ({
      ...event,
      is_dry_run: isDryRun,
      of_tenant: tenantId,
    }))
    await sql`select operations.put_security_events(${sql.json(rows as never)})`
  })

/** At most `limit`, newest first. */
export const listSecurityEvents = (
  database: Platform,
  { since, source }: { readonly since: Date; readonly source?: string | undefined },
  limit: number,
  deadline: Deadline,
): Promise<SecurityEventRow[]> =>
  database.platform({ name: 'list security events', deadline }, async (sql) => {
    const rows = await sql<SecurityEventRow[]>`
      select minute, source, kind, action, rule, is_dry_run as "isDryRun", count::float8 as count, score, reason,
        of_tenant as "tenantId", last_at as "lastAt"
      from operations.security_events
      where last_at >= ${since} and minute >= date_trunc('minute', ${since}::timestamptz)
        ${source === undefined ? sql`` : sql`and source = ${source}`}
      order by minute desc, source limit ${limit}`
    return [...rows]
  })

/** How many requests each rule fitted within the last 24 hours, by its id. */
export const countRuleMatches = (database: Platform, deadline: Deadline): Promise<ReadonlyMap<string, number>> =>
  database.platform({ name: 'count rule matches', deadline }, async (sql) => {
    const rows = await sql<{ rule: string; count: number }[]>`
      select rule, sum(count)::float8 as count from operations.security_events
      where kind = 'rule' and minute > now() - interval '24 hours' group by rule`
    return new Map(rows.map(({ rule, count }) => [rule, count]))
  })
