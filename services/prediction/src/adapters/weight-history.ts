import type { Sql } from '@inkling/database'
import { isNotable } from '../domain/is-notable.ts'

const keptDays = 90

/** Adds a tenant's weights to their history: one row an hour, or as soon as they changed notably; what is older than 90 days goes. */
export async function rememberWeights(
  sql: Sql,
  tenantId: string,
  weights: Readonly<Record<string, number>>,
): Promise<void> {
  const [last] = await sql<{ weights: Record<string, number>; recent: boolean }[]>`
    select weights, recorded_at > now() - interval '1 hour' as recent from learning.weights
    where tenant_id = ${tenantId} order by recorded_at desc limit 1`
  if (last?.recent && !isNotable(last.weights, weights)) return
  await sql`
    insert into learning.weights (tenant_id, weights) values (${tenantId}, ${sql.json(weights)}) on conflict do nothing`
  await sql`
    delete from learning.weights
    where tenant_id = ${tenantId} and recorded_at < now() - make_interval(days => ${keptDays})`
}
