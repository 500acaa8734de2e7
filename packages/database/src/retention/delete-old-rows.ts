import type { Retention } from '@inkling/contracts'
import { retentionPeriods } from '@inkling/contracts/names'
import { behaviourBounded, behaviourRetention } from '../behaviour/retention.ts'
import { catalogBounded, catalogRetention } from '../catalog/retention.ts'
import type { TenantDatabase } from '../client/tenant-database.ts'
import { controlBounded } from '../control/retention.ts'
import { learningBounded, learningRetention } from '../learning/retention.ts'
import { operationsBounded, operationsRetention } from '../operations/retention.ts'
import type { RetentionRule } from './rule.ts'

/** Events come first: what they name is kept while they are. */
export const retentionRules = [...behaviourRetention, ...catalogRetention, ...learningRetention, ...operationsRetention]
export const boundedTables = {
  ...controlBounded,
  ...behaviourBounded,
  ...catalogBounded,
  ...learningBounded,
  ...operationsBounded,
}

/** A transaction that writes holds up the tails of others, so it is kept short. */
const batchRows = 5_000

/**
 * Deletes a tenant's rows that are older than its settings, or else the defaults, allow. An interrupted call is
 * finished by another one.
 * @returns how many rows it deleted, by table; nothing of tables without old rows
 */
export async function deleteOldRows(
  tenant: TenantDatabase,
  settings: Retention,
  signal: AbortSignal,
): Promise<Record<string, number>> {
  const deleted: Record<string, number> = {}
  for (const rule of retentionRules)
    for (let count = batchRows; count === batchRows; ) {
      signal.throwIfAborted()
      count = await deleteBatch(tenant, rule, settings)
      if (count > 0) deleted[rule.table] = (deleted[rule.table] ?? 0) + count
    }
  return deleted
}

const deleteBatch = ({ tenantId, transaction }: TenantDatabase, rule: RetentionRule, settings: Retention) =>
  transaction('delete old rows', (sql) => {
    const before = sql`(now() - make_interval(days => ${daysOf(rule, settings)}))`
    return rule.deleteBatch(sql, tenantId, before, batchRows)
  })

const daysOf = ({ days }: RetentionRule, settings: Retention): number =>
  typeof days === 'number' ? days : (settings[days] ?? retentionPeriods[days].days)
