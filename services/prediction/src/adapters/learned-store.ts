import type { Database, Position, Sql } from '@inkling/database'
import { type LearnedState, learnedFormat, type NextItemModel, type Prior } from '@inkling/predictors'
import type { Origin } from '@inkling/read-model'
import { metrics } from '@inkling/telemetry'
import { rememberWeights } from './weight-history.ts'

export interface StoredLearned {
  readonly format: number
  /** The snapshot that it was learned on. */
  readonly snapshot: bigint
  readonly position: Position
  readonly state: LearnedState
}

interface StateRow {
  format: number
  snapshot: bigint
  xid: string
  seq: bigint
  state: LearnedState
}

/** What a tenant's model learned from the stream, and what tenants have in common; both may be missing. */
export function readLearned(database: Database, tenantId: string) {
  return database.tenant(tenantId, { name: 'read learned state' }, async (sql) => {
    const [row] = await sql<StateRow[]>`
      select format, snapshot, xid::text, seq, state from learning.states where tenant_id = ${tenantId}`
    const [prior] = await sql<{ weights: Prior }[]>`
      select weights from learning.priors where format = ${learnedFormat} order by version desc limit 1`
    return { learned: row && storedOf(row), prior: prior?.weights }
  })
}

const storedOf = ({ format, snapshot, xid, seq, state }: StateRow): StoredLearned => ({
  format,
  snapshot,
  position: { xid: BigInt(xid), seq },
  state,
})

/**
 * Stores what a model learned, and its weights in their history. Several replicas may hold a tenant's model: what was learned
 * on a newer snapshot or, on the same, knows of more events is never replaced by what is older. Of a tenant
 * that is being erased nothing is stored.
 */
export async function storeLearned(
  database: Database,
  tenantId: string,
  model: NextItemModel,
  origin: Origin,
): Promise<void> {
  const [state, cases, weights] = [model.learned, model.learnedCases, model.weights]
  try {
    const count = await database.tenant(tenantId, { name: 'store learned state' }, async (sql) => {
      const stored = await upsert(sql, tenantId, { state, cases, origin })
      if (stored > 0) await rememberWeights(sql, tenantId, weights)
      return stored
    })
    metrics.learnedStates.inc({ outcome: count > 0 ? 'stored' : 'outdated' })
  } catch (error) {
    metrics.learnedStates.inc({ outcome: 'failed' })
    throw error
  }
}

async function upsert(
  sql: Sql,
  tenantId: string,
  { state, cases, origin }: { state: LearnedState; cases: number; origin: Origin },
): Promise<number> {
  const { version, position } = origin
  const { count } = await sql`
    insert into learning.states as s (tenant_id, format, snapshot, xid, seq, cases, state)
    select ${tenantId}, ${learnedFormat}::int, ${version}::bigint, ${String(position.xid)}::xid8, ${position.seq}::bigint, ${cases}::bigint,
      ${sql.json(state as unknown as Parameters<typeof sql.json>[0])}::jsonb
    where not exists (select from control.tenants where id = ${tenantId} and status in ('deleting', 'erased'))
    on conflict (tenant_id) do update set
      format = excluded.format, snapshot = excluded.snapshot, xid = excluded.xid, seq = excluded.seq,
      cases = excluded.cases, state = excluded.state, saved_at = now()
    where (excluded.snapshot, excluded.xid, excluded.seq) >= (s.snapshot, s.xid, s.seq)`
  return count
}
