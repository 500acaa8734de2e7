import type { Sql } from 'postgres'

/** What a table holds; equal tables have equal ones. */
interface TableCensus {
  readonly rows: number
  /** The sum of the hashes of all rows: their order makes no difference. */
  readonly checksum: string
}

/** By table, with its schema. Partitions count for themselves; unlogged tables, which no backup holds, do not. */
export type Census = ReadonlyMap<string, TableCensus>

/** Counts the rows of every table of a database and sums up their hashes. */
export async function takeCensus(sql: Pick<Sql, 'unsafe'>): Promise<Census> {
  const tables = await sql.unsafe<{ name: string }[]>(`
    select format('%I.%I', nspname, relname) as name from pg_class join pg_namespace on pg_namespace.oid = relnamespace
    where relkind = 'r' and relpersistence = 'p' and nspname !~ '^(pg_|information_schema$)' order by name`)
  const census = new Map<string, TableCensus>()
  for (const { name } of tables) {
    const [table] = await sql.unsafe<TableCensus[]>(`
      select count(*)::float8 as rows, coalesce(sum(hashtextextended(whole::text, 0)), 0)::text as checksum
      from only ${name} whole`)
    if (table) census.set(name, table)
  }
  return census
}

/** What differs, in words; empty if both hold the same. */
export const differences = (backedUp: Census, restored: Census): string[] =>
  [...new Set([...backedUp.keys(), ...restored.keys()])].flatMap((name) => {
    const [before, after] = [describe(backedUp.get(name)), describe(restored.get(name))]
    return before === after ? [] : [`${name}: ${before} became ${after}`]
  })

const describe = (table: TableCensus | undefined) =>
  table ? `${table.rows} rows with the checksum ${table.checksum}` : 'no table'
