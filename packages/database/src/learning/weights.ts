import type { Sql } from '../client/tenant-database.ts'
import { isNotable } from './is-notable.ts'

/** The share of each predictor in the blend, by name. */
export type Weights = Readonly<Record<string, number>>

export interface WeightsRecord {
  /** RFC 3339. */
  readonly recordedAt: string
  readonly weights: Weights
}

const keptDays = 90

/**
 * Adds a tenant's weights to their history: one row an hour, or at once if they changed notably. Rows older than 90
 * days are deleted. Returns whether they changed notably.
 */
export async function recordWeights(sql: Sql, tenantId: string, weights: Weights): Promise<boolean> {
  const [last] = await sql<{ weights: Weights; recent: boolean }[]>`
    select weights, recorded_at > now() - interval '1 hour' as recent from learning.weights
    where tenant_id = ${tenantId} order by recorded_at desc limit 1`
  const hasMoved = last !== undefined && isNotable(last.weights, weights)
  if (last?.recent && !hasMoved) return false
  await sql`
    insert into learning.weights (tenant_id, weights) values (${tenantId}, ${sql.json(weights)}) on conflict do nothing`
  await sql`
    delete from learning.weights
    where tenant_id = ${tenantId} and recorded_at < now() - make_interval(days => ${keptDays})`
  return hasMoved
}

/** The newest rows of the history, newest first. They come as one JSON: fifty rows take longer to read. */
export async function readWeights(sql: Sql, tenantId: string, limit: number): Promise<WeightsRecord[]> {
  const [{ history }] = await sql<[{ history: WeightsRecord[] }]>`
    select coalesce(json_agg(json_build_object(
        'recordedAt', to_char(recorded_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'weights', weights
      ) order by recorded_at desc), '[]') as history
    from (
      select recorded_at, weights from learning.weights
      where tenant_id = ${tenantId} order by recorded_at desc limit ${limit}
    ) newest`
  return history
}
