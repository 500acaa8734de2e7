import postgres from 'postgres'
import type { Sql } from '../../client/tenant-database.ts'

/** An index that only the planner of this session sees. */
export interface Hypothetical {
  readonly oid: number
  readonly sizeBytes: number
}

/** The schema of the extension hypopg; undefined if it is missing in this database. */
export async function findHypopg(sql: Sql): Promise<string | undefined> {
  const [found] = await sql<{ schema: string }[]>`
    select extnamespace::regnamespace::text as schema from pg_extension where extname = 'hypopg'`
  return found?.schema
}

/** Returns undefined if Postgres cannot build such an index. */
export async function createHypothetical(sql: Sql, schema: string, ddl: string): Promise<Hypothetical | undefined> {
  try {
    return await sql.savepoint(async (inner) => {
      const [made] = await inner<Hypothetical[]>`
        select indexrelid::bigint::float8 as oid, ${inner(schema)}.hypopg_relation_size(indexrelid)::float8
          as "sizeBytes"
        from ${inner(schema)}.hypopg_create_index(${ddl})`
      return made
    })
  } catch (error) {
    if (error instanceof postgres.PostgresError) return undefined
    throw error
  }
}

export const dropHypothetical = (sql: Sql, schema: string, { oid }: Hypothetical) =>
  sql`select ${sql(schema)}.hypopg_drop_index(${oid}::bigint::oid)`

/** They outlive a transaction, and the session may be used again. */
export const resetHypotheticals = (sql: Sql, schema: string) => sql`select ${sql(schema)}.hypopg_reset()`
