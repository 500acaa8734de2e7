import type { Sql } from '../client/tenant-database.ts'

/** Whether the ids of transactions in the database are those of its cluster. Also true before the first migration. */
export async function isAtHome(sql: Sql): Promise<boolean> {
  const [known] = await sql<{ isThere: boolean }[]>`
    select to_regclass('operations.home_cluster') is not null as "isThere"`
  if (!known?.isThere) return true
  const [home] = await sql<{ isHome: boolean }[]>`
    select h.system_identifier = c.system_identifier as "isHome" from operations.home_cluster h, pg_control_system() c`
  return home?.isHome ?? true
}
