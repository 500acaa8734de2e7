import type { Deadline } from '@inkling/resilience'
import type { Database } from '../client/create-database.ts'
import type { Sql } from '../client/tenant-database.ts'

type Platform = Pick<Database, 'platform'>

/** An alert, from when it fired. */
export interface AlertRow {
  readonly id: string
  readonly firedAt: Date
  readonly since: Date
  readonly name: string
  readonly severity: string
  readonly title: string
  readonly labels: Readonly<Record<string, string>>
  readonly seenBy: readonly string[]
  /** The ids of the alerts that it follows from. */
  readonly causes: readonly string[]
  readonly resolvedAt: Date | null
  readonly acknowledgedAt: Date | null
  /** The id of a key. */
  readonly acknowledgedBy: string | null
  readonly note: string | null
  /** Everything that was said, in this order. */
  readonly notes: readonly AlertNote[]
}

interface AlertNote {
  /** RFC 3339. */
  readonly at: string
  /** The id of a key. */
  readonly by: string
  readonly note: string
}

const kept = '400 days'

/** Takes or keeps the lease of the process that tells of alerts, for `seconds`. Of several callers one gets it. */
export const holdAlerts = (database: Platform, holder: string, seconds: number, deadline: Deadline): Promise<boolean> =>
  database.platform({ name: 'hold alerts', deadline }, async (sql) => {
    const rows = await sql`
      insert into operations.alert_holder as h (holder, held_until)
      values (${holder}, now() + make_interval(secs => ${seconds}))
      on conflict (is_only) do update set holder = excluded.holder, held_until = excluded.held_until
        where h.holder = excluded.holder or h.held_until < now()
      returning 1`
    return rows.length > 0
  })

/**
 * Stores alerts as they are now. What people said of them is never taken back; of what was said at the same time, the
 * order of `alerts` holds.
 */
export const saveAlerts = (database: Platform, alerts: readonly AlertRow[], deadline: Deadline): Promise<void> =>
  database.platform({ name: 'save alerts', deadline }, async (sql) => {
    await sql`
      insert into operations.alerts as a (id, fired_at, since, name, severity, title, labels, seen_by, causes,
        resolved_at, acknowledged_at, acknowledged_by, note, notes)
      select id, "firedAt", since, name, severity, title, labels, "seenBy", causes, "resolvedAt", "acknowledgedAt",
        "acknowledgedBy", note, notes
      from jsonb_to_recordset(${sql.json(alerts as never)}) as r (id text, "firedAt" timestamptz, since timestamptz,
        name text, severity text, title text, labels jsonb, "seenBy" text[], causes text[], "resolvedAt" timestamptz,
        "acknowledgedAt" timestamptz, "acknowledgedBy" text, note text,
        notes jsonb)
      on conflict (id, fired_at) do update set title = excluded.title, seen_by = excluded.seen_by,
        causes = excluded.causes, resolved_at = excluded.resolved_at,
        (acknowledged_at, acknowledged_by, note) = (select at, by, said from (values
          (0, excluded.acknowledged_at, excluded.acknowledged_by, excluded.note),
          (1, a.acknowledged_at, a.acknowledged_by, a.note)) as first (place, at, by, said) order by at, place limit 1),
        notes = (select coalesce(jsonb_agg(said order by said ->> 'at', place), '[]')
          from (select said, min(place) as place
            from jsonb_array_elements(excluded.notes || a.notes) with ordinality as every (said, place)
            group by said) once)`
    await sql`delete from operations.alerts where fired_at < now() - ${kept}::interval`
  })

/** Those that had not ended when they were stored last. */
export const openAlerts = (database: Platform, deadline: Deadline): Promise<AlertRow[]> =>
  database.platform({ name: 'open alerts', deadline }, async (sql) => [
    ...(await sql<AlertRow[]>`
      select ${columns(sql)} from operations.alerts where resolved_at is null order by fired_at`),
  ])

/**
 * Notes that somebody looks after an alert that has not ended: the first who says so, and every note.
 * @returns whether it is stored
 */
export const acknowledgeAlert = (
  database: Platform,
  id: string,
  { at, by, note }: { readonly at: Date; readonly by: string; readonly note: string | null },
  deadline: Deadline,
): Promise<boolean> =>
  database.platform({ name: 'acknowledge alert', deadline }, async (sql) => {
    const said = note === null ? [] : [{ at: at.toISOString(), by, note }]
    const { count } = await sql`
      update operations.alerts set notes = notes || ${sql.json(said)},
        acknowledged_at = coalesce(acknowledged_at, ${at}), acknowledged_by = coalesce(acknowledged_by, ${by}),
        note = case when acknowledged_at is null then ${note} else note end
      where id = ${id} and resolved_at is null`
    return count > 0
  })

/** The newest `limit` of the causes that ended. */
export const pastAlerts = (database: Platform, limit: number, deadline: Deadline): Promise<AlertRow[]> =>
  database.platform({ name: 'past alerts', deadline }, async (sql) => [
    ...(await sql<AlertRow[]>`
      select ${columns(sql)} from operations.alerts
      where resolved_at is not null and causes = '{}' order by fired_at desc, id limit ${limit}`),
  ])

/** The causes that fired in a time and that nobody acknowledged, newest first; at most 1,000. */
export const unacknowledgedAlerts = (
  database: Platform,
  { from, to }: { readonly from: Date; readonly to: Date },
  deadline: Deadline,
): Promise<AlertRow[]> =>
  database.platform({ name: 'unacknowledged alerts', deadline }, async (sql) => [
    ...(await sql<AlertRow[]>`
      select ${columns(sql)} from operations.alerts
      where fired_at >= ${from} and fired_at < ${to} and acknowledged_at is null and causes = '{}'
      order by fired_at desc, id limit 1000`),
  ])

const columns = (
  sql: Sql,
) => sql`id, fired_at as "firedAt", since, name, severity, title, labels, seen_by as "seenBy", causes,
  resolved_at as "resolvedAt", acknowledged_at as "acknowledgedAt", acknowledged_by as "acknowledgedBy", note, notes`
