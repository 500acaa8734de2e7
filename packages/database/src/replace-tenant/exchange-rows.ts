import { snapshotKinds, topics } from '@inkling/contracts/names'
import { storeVoidSnapshot } from '../behaviour/snapshots.ts'
import { behaviourRestores } from '../behaviour/tables.ts'
import { removeAllItems } from '../catalog/remove-all-items.ts'
import { catalogRestores } from '../catalog/tables.ts'
import type { Sql } from '../client/tenant-database.ts'
import { reopenErasures } from '../control/erasures.ts'
import { controlRestores } from '../control/tables.ts'
import { erasableTables } from '../erase-rows.ts'
import { lockLearning, skipStored } from '../learning/learning-lock.ts'
import { rebaseModelState } from '../learning/states.ts'
import { lockSums } from '../learning/sums.ts'
import { learningRestores } from '../learning/tables.ts'
import { recordChange } from '../operations/changes.ts'
import { operationsRestores } from '../operations/tables.ts'
import { type CopiedTable, isNumbered, primaryKey, quoted, stagedName } from './staged-rows.ts'

const rules = {
  ...behaviourRestores,
  ...catalogRestores,
  ...controlRestores,
  ...learningRestores,
  ...operationsRestores,
}
/** Children before parents. */
const replaced = erasableTables.filter((table) => rules[table] !== 'leave')

/** The tables whose rows are the data of a tenant, children before parents; all others are made of them, or stay. */
export const copiedTables: readonly string[] = replaced.filter((table) => rules[table] !== 'rebuild')

/**
 * Replaces the rows of a tenant by those that are staged in this session, and tells every process to build its models
 * and caches again. What the tenant writes meanwhile is kept or replaced, row by row.
 * @param isForeign whether other sequences than those of this database numbered the rows: they are numbered again, in
 * their order, because versions and keys of later rows would repeat the numbers
 * @returns by table, how many rows the tenant has now
 */
export async function exchangeRows(
  sql: Sql,
  tenantId: string,
  tables: readonly CopiedTable[],
  isForeign = false,
): Promise<Readonly<Record<string, number>>> {
  // Learners have the first lock when they wait for the second.
  await lockLearning(sql, tenantId)
  await lockSums(sql, tenantId)
  for (const table of replaced.filter((name) => rules[name] !== 'follow'))
    await sql`delete from ${sql(table)} where tenant_id = ${tenantId}`
  await removeAllItems(sql, tenantId)
  const rows: Record<string, number> = {}
  for (const table of tables.toReversed()) {
    const order = isForeign && (await isNumbered(sql, table.name)) ? 'order by seq' : ''
    rows[table.name] = await insert(sql, tenantId, table, order)
    await sql.unsafe(`drop table ${stagedName(table.name)}`)
  }
  await skipStored(sql, tenantId)
  await storeVoidSnapshot(sql, tenantId, snapshotKinds.search)
  await rebaseModelState(sql, tenantId, await storeVoidSnapshot(sql, tenantId, snapshotKinds.nextItem))
  await reopenErasures(sql, tenantId)
  await recordChange(sql, topics.erasures, tenantId)
  return rows
}

/** Concurrent writes of the tenant win, but not over the tombstones of tables with a tail. */
async function insert(sql: Sql, tenantId: string, { name, columns }: CopiedTable, order: string): Promise<number> {
  const list = columns.filter((column) => order === '' || column !== 'seq').map(quoted)
  const isFollowed = rules[name] === 'follow'
  const numbers = order === '' ? '' : ', seq = excluded.seq'
  const set = list.map((column) => `${column} = excluded.${column}`).join(', ')
  const conflict = isFollowed
    ? `(${await primaryKey(sql, name)}) do update set ${set}, xid = pg_current_xact_id()${numbers}`
    : 'do nothing'
  const { count } = await sql.unsafe(
    `insert into ${name} (tenant_id, ${list.join(', ')}) overriding system value
     select $1, ${list.join(', ')} from ${stagedName(name)} ${order} on conflict ${conflict}`,
    [tenantId],
  )
  return count
}
