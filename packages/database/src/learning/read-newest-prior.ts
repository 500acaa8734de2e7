import type { Sql } from '../client/tenant-database.ts'

/** What tenants have in common, as the newest run published it in this format. */
export async function readNewestPrior<Prior>(sql: Sql, format: number): Promise<Prior | undefined> {
  const [row] = await sql<{ weights: Prior }[]>`
    select weights from learning.priors where format = ${format} order by version desc limit 1`
  return row?.weights
}
