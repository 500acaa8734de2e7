import type { Sql, TenantDatabase } from '../client/tenant-database.ts'
import { isNotable } from './is-notable.ts'
import { lockLearning } from './learning-lock.ts'
import type { SourceWeights } from './priors.ts'
import { type Ranker, storeRanker } from './rankers.ts'

/** A state that the weights of a scenario had. */
export interface RankerVersion {
  readonly version: number
  readonly recordedAt: string
  readonly cause: 'started' | 'learned' | 'restored'
  readonly weights: SourceWeights
  readonly cases: number
}

interface VersionRow extends Omit<RankerVersion, 'recordedAt'> {
  readonly at: Date
}

/**
 * Adds a version to the history: one an hour, or at once if the weights moved notably or were restored. Returns whether
 * it was added.
 */
export async function recordVersion<State>(
  sql: Sql,
  tenantId: string,
  { scenario, version, weights, state, cases }: Ranker<State>,
  cause: RankerVersion['cause'],
): Promise<boolean> {
  const [last] = await sql<{ weights: SourceWeights; recent: boolean }[]>`
    select weights, recorded_at > now() - interval '1 hour' as recent from learning.ranker_versions
    where tenant_id = ${tenantId} and scenario = ${scenario} order by version desc limit 1`
  if (cause !== 'restored' && last?.recent && !isNotable(shares(last.weights), shares(weights))) return false
  await sql`
    insert into learning.ranker_versions (tenant_id, scenario, version, cause, weights, state, cases)
    values (${tenantId}, ${scenario}, ${version}, ${cause}, ${sql.json(weights)},
      ${sql.json(state as Parameters<typeof sql.json>[0])}, ${cases})
    on conflict do nothing`
  return true
}

/** As shares of all weight. */
function shares(weights: SourceWeights): SourceWeights {
  const total = Object.values(weights).reduce((sum, weight) => sum + weight, 0) || 1
  return Object.fromEntries(Object.entries(weights).map(([name, weight]) => [name, weight / total]))
}

/** The newest versions before one, newest first. */
export function listVersions(
  { tenantId, transaction }: TenantDatabase,
  { scenario, before, limit }: { scenario: string; before?: number | undefined; limit: number },
): Promise<RankerVersion[]> {
  return transaction('list weights', async (sql) => {
    const rows = await sql<VersionRow[]>`
      select version::float8 as version, recorded_at as at, cause, weights, cases::float8 as cases
      from learning.ranker_versions
      where tenant_id = ${tenantId} and scenario = ${scenario} and version < ${before ?? Number.MAX_SAFE_INTEGER}
      order by version desc limit ${limit}`
    return rows.map(({ at, ...row }) => ({ ...row, recordedAt: at.toISOString() }))
  })
}

/**
 * Makes an earlier version the newest one, as a version of its own: learning goes on from there, and nothing of the
 * history is lost. Returns undefined if the history does not have it.
 */
export function restoreVersion(
  { tenantId, transaction }: TenantDatabase,
  { scenario, version }: { scenario: string; version: number },
): Promise<RankerVersion | undefined> {
  return transaction('restore weights', async (sql) => {
    if (!(await lockLearning(sql, tenantId))) return undefined
    const [earlier] = await sql<{ weights: SourceWeights; state: unknown; cases: number }[]>`
      select weights, state, cases::float8 as cases from learning.ranker_versions
      where tenant_id = ${tenantId} and scenario = ${scenario} and version = ${version}`
    if (!earlier) return undefined
    const ranker = { scenario, ...earlier }
    const newest = await storeRanker(sql, tenantId, ranker)
    await recordVersion(sql, tenantId, { ...ranker, version: newest }, 'restored')
    const { weights, cases } = earlier
    return { version: newest, recordedAt: new Date().toISOString(), cause: 'restored', weights, cases }
  })
}
