import type { Database } from '../client/create-database.ts'
import type { Sql } from '../client/tenant-database.ts'

export interface NewPrior {
  /** The version of the meaning of the weights. */
  readonly format: number
  /** Over how many tenants the weights are means; Postgres rejects fewer than five. */
  readonly tenants: number
  readonly weights: object
}

const keptVersions = 50

/** Stores a prior over tenants, and deletes all but the newest fifty. */
export async function publishPrior(
  database: Pick<Database, 'platform'>,
  { format, tenants, weights }: NewPrior,
): Promise<void> {
  await database.platform({ name: 'publish prior' }, async (sql) => {
    await sql`
      insert into learning.priors (format, tenants, weights)
        values (${format}, ${tenants}, ${sql.json({ ...weights })})`
    await sql`
      delete from learning.priors where version not in (
        select version from learning.priors order by version desc limit ${keptVersions})`
  })
}

/** The prior over tenants that the newest run published in this format. */
export async function readNewestPrior<Prior>(sql: Sql, format: number): Promise<Prior | undefined> {
  const [row] = await sql<{ weights: Prior }[]>`
    select weights from learning.priors where format = ${format} order by version desc limit 1`
  return row?.weights
}

/** The weight of each source, by name. */
export type SourceWeights = Readonly<Record<string, number>>

/** The version of the meaning of priors of these weights, among those of `learning.priors`. */
export const rankerFormat = 1_001
