import type { Database } from '../client/create-database.ts'
import type { Fragment, Sql, TenantDatabase } from '../client/tenant-database.ts'
import { keysetPages } from '../tail/keyset.ts'

type Platform = Pick<Database, 'platform'>

/** A month such as `2026-01` whose events have a table of their own. */
export interface EventMonth {
  readonly month: string
  /** Attached to all events; taken away from them, to be dropped once it is archived; or loaded, to be attached. */
  readonly state: 'attached' | 'leaving' | 'returning'
}

/** An event of a month as a line of JSON, with every column. */
export interface EventLine {
  /** As Postgres writes it, to the microsecond. */
  readonly at: string
  readonly seq: bigint
  readonly line: string
}

const pageRows = 5_000

const firstDay = (month: string) => `${month}-01`
const tableOf = ({ month, state }: EventMonth) =>
  state === 'attached' ? 'behaviour.events' : `behaviour.events_${month.replace('-', '_')}_${state}`

/** The months that have a table, the oldest first. */
export const listEventMonths = (database: Platform): Promise<EventMonth[]> =>
  database.platform(
    { name: 'list months of events' },
    (sql) => sql<EventMonth[]>`
      select replace(substr(relname, 8, 7), '_', '-') as month,
        coalesce(nullif(substr(relname, 16), ''), 'attached') as state
      from pg_class where relnamespace = 'behaviour'::regnamespace and relkind = 'r'
        and relname ~ '^events_\\d{4}_\\d\\d(_leaving|_returning)?$'
      order by 1, 2`,
  )

/** A tenant's events of a month, in the order of their times, a page at a time. */
export async function* readMonth(
  { tenantId, transaction }: TenantDatabase,
  { month, state }: EventMonth,
): AsyncGenerator<readonly EventLine[]> {
  const readPage = ({ at, seq }: Pick<EventLine, 'at' | 'seq'>) =>
    transaction(
      'read month',
      (sql) => sql<EventLine[]>`
        select occurred_at::text as at, seq, row_to_json(e)::text as line from ${sql(tableOf({ month, state }))} e
        where tenant_id = ${tenantId} and ${isIn(sql, month)}
          and (occurred_at, seq) > (${at}::text::timestamptz, ${seq})
        order by occurred_at, seq limit ${pageRows}`,
    )
  yield* keysetPages<Pick<EventLine, 'at' | 'seq'>, EventLine>({ at: '-infinity', seq: 0n }, pageRows, readPage)
}

export const countMonth = ({ tenantId, transaction }: TenantDatabase, { month, state }: EventMonth): Promise<number> =>
  transaction('count month', async (sql) => {
    const [row] = await sql<{ events: number }[]>`
      select count(*)::float8 as events from ${sql(tableOf({ month, state }))}
      where tenant_id = ${tenantId} and ${isIn(sql, month)}`
    return row?.events ?? 0
  })

const isIn = (sql: Sql, month: string) => sql`
  occurred_at >= behaviour.month_start(${firstDay(month)})
  and occurred_at < behaviour.month_start((${firstDay(month)}::date + interval '1 month')::date)`

/** Takes a month away from all events: it is then `leaving`. A second call changes nothing. */
export const detachMonth = (database: Platform, month: string) =>
  database.platform({ name: 'detach month' }, (sql) => sql`select behaviour.detach_month(${firstDay(month)})`)

/** Drops a month that is leaving. Fails if it does not hold exactly so many events. */
export const dropMonth = (database: Platform, month: string, archived: number) =>
  database.platform({ name: 'drop month' }, (sql) => sql`select behaviour.drop_month(${firstDay(month)}, ${archived})`)

/** Creates an empty table into which the events of a month are loaded, in place of an earlier one. */
export const prepareMonth = (database: Platform, month: string) =>
  database.platform({ name: 'prepare month' }, (sql) => sql`select behaviour.prepare_month(${firstDay(month)})`)

/** Drops what was loaded and not attached. */
export const discardMonth = (database: Platform, month: string) =>
  database.platform({ name: 'discard month' }, (sql) => sql`select behaviour.discard_month(${firstDay(month)})`)

/**
 * Attaches what was loaded to all events. Events of the month that came meanwhile are kept. Fails if not exactly so
 * many events are loaded.
 */
export const attachMonth = (database: Platform, month: string, loaded: number) =>
  database.platform(
    { name: 'attach month' },
    (sql) => sql`select behaviour.attach_month(${firstDay(month)}, ${loaded})`,
  )

/**
 * Loads events of a tenant from lines of {@link readMonth}, but for those whose id was stored again since.
 * @returns how many it loaded
 */
export const loadMonth = (
  { tenantId, transaction }: TenantDatabase,
  month: string,
  lines: readonly string[],
): Promise<number> =>
  transaction('load month', async (sql) => {
    const { count } = await sql`
      insert into ${sql(tableOf({ month, state: 'returning' }))}
      select e.* from unnest(${[...lines]}::text[]) line,
        jsonb_populate_record(null::behaviour.events, line::jsonb) e
      where e.tenant_id = ${tenantId}
        and not exists (select from behaviour.event_ids i where i.tenant_id = ${tenantId} and i.id = e.id)
      on conflict do nothing`
    return count
  })

/** Deletes a tenant's events of a month that is not attached. */
export const unloadMonth = ({ tenantId, transaction }: TenantDatabase, { month, state }: EventMonth) =>
  transaction('unload month', (sql) => sql`delete from ${sql(tableOf({ month, state }))} where tenant_id = ${tenantId}`)

/** Forgets the ids of a tenant's events of a month that is leaving: one that is sent again is stored again. */
export const forgetIds = (tenant: TenantDatabase, month: string): Promise<void> =>
  eachPageOfIds(
    tenant,
    { month, state: 'leaving' },
    (sql, ids) => sql`
    delete from behaviour.event_ids where tenant_id = ${tenant.tenantId} and id = any(${ids})`,
  )

/** Remembers the ids of a tenant's events of a month, so that one that is sent again is a duplicate. */
export const rememberIds = (tenant: TenantDatabase, month: string): Promise<void> =>
  eachPageOfIds(
    tenant,
    { month, state: 'attached' },
    (sql, ids) => sql`
    insert into behaviour.event_ids (tenant_id, id) select ${tenant.tenantId}, id from unnest(${ids}::text[]) id
    on conflict do nothing`,
  )

async function eachPageOfIds(
  tenant: TenantDatabase,
  source: EventMonth,
  work: (sql: Sql, ids: string[]) => Fragment,
): Promise<void> {
  for await (const page of readMonth(tenant, source)) {
    const ids = page.map(({ line }) => (JSON.parse(line) as { id: string }).id).sort()
    await tenant.transaction('ids of a month', async (sql) => void (await work(sql, ids)))
  }
}

/** The columns of events, in their order. */
export const eventColumns = (database: Platform): Promise<string[]> =>
  database.platform({ name: 'columns of events' }, async (sql) => {
    const rows = await sql<{ name: string }[]>`
      select attname as name from pg_attribute
      where attrelid = 'behaviour.events'::regclass and attnum > 0 and not attisdropped order by attnum`
    return rows.map(({ name }) => name)
  })
