import { speculationDefaults } from '@inkling/contracts/names'
import { WasteControl } from '@inkling/learning'
import type { Sql, TenantDatabase } from '../client/tenant-database.ts'
import { ofTenant } from './learning-lock.ts'

/** The threshold never falls below this, and returns to it by half each day. */
const least = speculationDefaults.minProbability
/** Share of the prefetches that may be wasted. */
const mostWaste = 0.8
/**
 * The most that it moves in a minute. What is prefetched now is reported about a minute later; a quicker threshold
 * would overshoot.
 */
const mostPerMinute = 0.05

interface ThresholdRow {
  readonly threshold: number
  /** Since it was learned, at most 1. */
  readonly minutes: number
}

/** The probability from which a tenant's pages are prefetched: 0.2, or more while too many prefetches are wasted. */
export async function readPrefetchThreshold({ tenantId, transaction }: TenantDatabase): Promise<number> {
  const [row] = await transaction('read prefetch threshold', (sql) => select(sql, tenantId))
  return row?.threshold ?? least
}

/** Learns from what clients say became of prefetches. The caller holds the lock of the tenant's learning. */
export async function learnPrefetchThreshold(
  sql: Sql,
  tenantId: string,
  feedback: readonly { readonly signal: string }[],
): Promise<void> {
  const count = (signal: string) => feedback.filter((one) => one.signal === signal).length
  const [used, wasted] = [count('prefetchUsed'), count('prefetchWasted')]
  if (used + wasted === 0) return
  const [{ threshold, minutes } = { threshold: least, minutes: 1 }] = await select(sql, tenantId)
  const control = new WasteControl({ mostWaste })
  control.restore(threshold)
  control.add(used + wasted, used)
  const most = mostPerMinute * minutes
  const moved = Math.max(least, threshold - most, Math.min(control.cost, threshold + most))
  await sql`
    update learning.rankers set prefetch_threshold = ${moved}, prefetch_learned_at = now()
    where tenant_id = ${tenantId} and scenario = ${ofTenant}`
}

const select = (sql: Sql, tenantId: string) => sql<ThresholdRow[]>`
  select ${least}::float8 + (prefetch_threshold - ${least}::float8)
      * power(0.5, extract(epoch from now() - prefetch_learned_at)::float8 / 86400) as threshold,
    least(1, extract(epoch from now() - prefetch_learned_at)::float8 / 60) as minutes
  from learning.rankers
  where tenant_id = ${tenantId} and scenario = ${ofTenant} and prefetch_threshold is not null`
