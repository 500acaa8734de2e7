import type { DatabaseReport } from '@inkling/contracts'
import type { Fragment, Sql } from '../client/tenant-database.ts'

/** Every index of a table that is no partition, with the size and the scans of all its partitions. */
export const indexes = (sql: Sql): Fragment => sql`
  select i.*, n.nspname || '.' || c.relname as name, tn.nspname || '.' || t.relname as table_name, parts.*
  from pg_index i
  join pg_class c on c.oid = i.indexrelid join pg_namespace n on n.oid = c.relnamespace
  join pg_class t on t.oid = i.indrelid join pg_namespace tn on tn.oid = t.relnamespace
  cross join lateral (
    select sum(pg_relation_size(part))::float8 as bytes, sum(pg_stat_get_numscans(part)) as scans
    from (select c.oid as part union select relid from pg_partition_tree(c.oid)) p
  ) parts
  where not c.relispartition and i.indislive
    and tn.nspname !~ '^pg_' and tn.nspname <> 'information_schema'`

export const readUnusedIndexes = async (sql: Sql): Promise<DatabaseReport['unusedIndexes']> => [
  ...(await sql<DatabaseReport['unusedIndexes']>`
    select name, table_name as table, bytes from (${indexes(sql)}) i
    where scans = 0 and not indisunique and not indisexclusion
    order by bytes desc, name limit 50`),
]

/** Two indexes are the same if all that Postgres stores of them is, but for their names and whether they are unique. */
export const sameIndex = (sql: Sql): Fragment => sql`
  indrelid, c.relam, indnkeyatts, indkey::text, indclass::text, indcollation::text, indoption::text,
  pg_get_expr(indexprs, indrelid), pg_get_expr(indpred, indrelid)`

export const readDuplicateIndexes = async (sql: Sql): Promise<DatabaseReport['duplicateIndexes']> => [
  ...(await sql<DatabaseReport['duplicateIndexes']>`
    select table_name as table, array_agg(i.name order by i.name) as indexes, sum(bytes) as bytes
    from (${indexes(sql)}) i join pg_class c on c.oid = indexrelid
    group by ${sameIndex(sql)}, table_name
    having count(*) > 1
    order by sum(bytes) desc, table_name limit 50`),
]
