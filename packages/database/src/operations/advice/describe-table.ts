import type { Sql } from '../../client/tenant-database.ts'

/** What decides about an index of a table, or of all its partitions. */
export interface TableFacts {
  /** With its schema, quoted; the table itself if a partition was named. */
  readonly name: string
  readonly rows: number
  /** Inserted and updated rows per hour; null before it was measured for some minutes. */
  readonly writesPerHour: number | null
  /** The tenant that has the most rows; empty if unknown. */
  readonly tenantId: string
  readonly columns: readonly ColumnFacts[]
}

interface ColumnFacts {
  /** Quoted. */
  readonly name: string
  readonly distinct: number
  /** Whether Postgres can order its values, and they are short enough for the page of an index. */
  readonly isKey: boolean
}

/** A key of an index must fit into a third of a page; the values of such a column are far from it on average. */
const longBytes = 64

export async function describeTable(sql: Sql, schema: string, relation: string): Promise<TableFacts | undefined> {
  const [facts] = await sql<TableFacts[]>`
    with found as (
      select coalesce(pg_partition_root(c.oid), c.oid)::oid as oid from pg_class c
      where c.oid = to_regclass(format('%I.%I', ${schema}::text, ${relation}::text))
    ), parts as materialized (
      select f.oid as part from found f union select relid from found f, pg_partition_tree(f.oid)
    ), stats as materialized (
      -- Autovacuum gathers none of a table with partitions: then those of the largest one tell.
      select s.* from (
        select nspname, relname, relkind from parts join pg_class c on c.oid = part
        join pg_namespace n on n.oid = c.relnamespace
        where exists (select from pg_stats s
          where s.schemaname = nspname and s.tablename = relname and s.inherited = (relkind = 'p'))
        order by relkind = 'p' desc, reltuples desc limit 1
      ) c join pg_stats s on s.schemaname = nspname and s.tablename = relname and s.inherited = (relkind = 'p')
    ), rows as materialized (
      select sum(greatest(c.reltuples, 0))::float8 as rows
      from parts join pg_class c on c.oid = part where c.relkind = 'r'
    )
    select format('%I.%I', n.nspname, c.relname) as name, rows.rows,
      (select (now - writes) / hours from (
        select writes, extract(epoch from clock_timestamp() - at)::float8 / 3600 as hours,
          (select sum(n_tup_ins + n_tup_upd) from pg_stat_all_tables join parts on relid = part)::float8 as now
        from operations.table_writes where table_name = format('%I.%I', n.nspname, c.relname)
          and at < clock_timestamp() - interval '2 minutes'
        order by at limit 1) w where now >= writes) as "writesPerHour",
      coalesce((select (most_common_vals::text::text[])[1] from stats where attname = 'tenant_id'), '') as "tenantId",
      (select json_agg(json_build_object('name', quote_ident(attname), 'distinct', case
          when s.n_distinct < 0 then -s.n_distinct * rows.rows else coalesce(s.n_distinct, 1) end,
          'isKey', coalesce(s.avg_width, 0) <= ${longBytes} and exists (
            select from pg_opclass o where o.opcmethod = (select oid from pg_am where amname = 'btree')
              and o.opcdefault and (o.opcintype = a.atttypid or a.atttypid = 'varchar'::regtype))))
        from pg_attribute a left join stats s using (attname)
        where attrelid = c.oid and attnum > 0 and not attisdropped) as columns
    from found f join pg_class c on c.oid = f.oid join pg_namespace n on n.oid = c.relnamespace, rows`
  return facts
}
