import { pipeline } from 'node:stream/promises'
import type { Sql } from '../client/tenant-database.ts'

/** A table of which rows of a tenant are copied. */
export interface CopiedTable {
  readonly name: string
  /** Those that both databases have. */
  readonly columns: readonly string[]
}

/**
 * By table, its columns in this database, without the tenant and the transaction that wrote the row; empty for a table
 * that it does not have.
 */
export async function columnsOf(sql: Sql, tables: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
  const rows = await sql<{ name: string; columns: string[] }[]>`
    select name, coalesce(array_agg(attname::text order by attnum) filter (where attname is not null), '{}') as columns
    from unnest(${[...tables]}::text[]) name
    left join pg_attribute on attrelid = to_regclass(name) and attnum > 0 and not attisdropped and attgenerated = ''
      and attname <> 'tenant_id' and not (attname = 'xid' and atthasdef)
    group by name`
  return new Map(rows.map(({ name, columns }) => [name, columns]))
}

/** The table of a session in which the rows of a table wait. */
export const stagedName = (table: string): string => `pg_temp.staged_${table.replace('.', '_')}`

export interface StageOptions {
  readonly from: Sql
  readonly to: Sql
  /** As it is called in `from`. */
  readonly tenantId: string
  /** Rows of these people are left out. */
  readonly withoutUsers: readonly string[]
  readonly signal?: AbortSignal | undefined
}

/** Makes an empty table of the session for the rows of a table. */
export const createStaged = (sql: Sql, { name, columns }: CopiedTable) =>
  sql.unsafe(`create temp table ${stagedName(name).replace('pg_temp.', '')} as
    select ${columns.map(quoted).join(', ')} from ${name} with no data`)

/** Copies the rows of a tenant into a table of the session of `to`, in one stream. */
export async function stageFrom(table: CopiedTable, options: StageOptions): Promise<void> {
  const { from, to, tenantId, withoutUsers, signal } = options
  const { name, columns } = table
  const list = columns.map(quoted).join(', ')
  await createStaged(to, table)
  const ofOthers = columns.includes('user_id') && withoutUsers.length > 0
  const left = ofOthers ? ` and (user_id is null or user_id not in (${withoutUsers.map(literal).join(', ')}))` : ''
  const rows = await from
    .unsafe(`copy (select ${list} from ${name} where tenant_id = ${literal(tenantId)}${left}) to stdout`)
    .readable()
  const into = await to.unsafe(`copy ${stagedName(name)} (${list}) from stdin`).writable()
  await pipeline(rows, into, ...(signal ? [{ signal }] : []))
  // The driver stops to read its connection while a long row waits. After the last row nobody would ask it to go on.
  rows._read(0)
}

/** The names of its columns. */
export async function primaryKey(sql: Sql, table: string): Promise<string> {
  const [key] = await sql<{ columns: string }[]>`
    select string_agg(quote_ident(attname), ', ') as columns from pg_index
    join pg_attribute on attrelid = indrelid and attnum = any (indkey)
    where indrelid = ${table}::regclass and indisprimary`
  return key?.columns ?? ''
}

/** Whether a sequence numbers the rows of a table, in its column `seq`. */
export async function isNumbered(sql: Sql, table: string): Promise<boolean> {
  const numbered = await sql`
    select from pg_attribute
    where attrelid = ${table}::regclass and attname = 'seq' and (atthasdef or attidentity <> '')`
  return numbered.length > 0
}

export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`
/** COPY takes no parameters. */
const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`
