import type { Sql, TenantDatabase } from '../client/tenant-database.ts'
import { isBeingErased } from '../control/tenants.ts'
import type { LogPosition } from '../tail/log-position.ts'
import { renewHome } from './homes.ts'
import { readNewestPrior } from './priors.ts'
import { recordWeights, type Weights } from './weights.ts'

/** The state that a model learned from the stream of events; `State` is the model's own, stored as JSON. */
export interface ModelState<State> {
  readonly format: number
  /** Version of the snapshot that it was learned on, 0 if on none. */
  readonly snapshot: bigint
  /** Every event before it was learned from. */
  readonly position: LogPosition
  readonly state: State
}

export interface NewModelState<State> extends ModelState<State> {
  /** How many events it was learned from. */
  readonly cases: number
  /** Added to the history of weights. */
  readonly weights: Weights
  /** Of the lease under which it was learned; without one, by a process that learns alone. */
  readonly token?: bigint
}

/** The learned state of a tenant's model, and the prior over tenants in this format. Both may be missing. */
export interface LearningStart<State, Prior> {
  readonly learned: ModelState<State> | undefined
  readonly prior: Prior | undefined
}

/** `haveWeightsMoved`: notably, since the last row of their history. */
interface Stored {
  readonly outcome: 'stored' | 'outdated' | 'fenced'
  readonly haveWeightsMoved: boolean
}

interface StateRow<State> {
  readonly format: number
  readonly snapshot: bigint
  readonly xid: string
  readonly seq: bigint
  readonly state: State
}

export function readLearningStart<State, Prior>(
  database: TenantDatabase,
  format: number,
): Promise<LearningStart<State, Prior>> {
  return database.transaction('read learned state', async (sql) => {
    const [row] = await sql<StateRow<State>[]>`
      select format, snapshot, xid::text, seq, state from learning.states where tenant_id = ${database.tenantId}`
    const prior = await readNewestPrior<Prior>(sql, format)
    return { learned: row && toModelState(row), prior }
  })
}

/**
 * Stores what a model learned, and its weights in their history. Returns what became of it: it is fenced if another
 * process has taken the lease since. A state is replaced only by one of a newer snapshot or, of the same snapshot, by
 * one that knows at least as many events. Nothing is stored for a tenant that is being erased.
 */
export function storeModelState<State>(database: TenantDatabase, learned: NewModelState<State>): Promise<Stored> {
  const { tenantId } = database
  const { token, weights } = learned
  return database.transaction('store learned state', async (sql) => {
    if (token !== undefined && !(await renewHome(sql, tenantId, token)))
      return { outcome: 'fenced', haveWeightsMoved: false }
    if (!(await upsertState(sql, tenantId, learned))) return { outcome: 'outdated', haveWeightsMoved: false }
    return { outcome: 'stored', haveWeightsMoved: await recordWeights(sql, tenantId, weights) }
  })
}

/**
 * Says that a state, which was restored from a backup, was learned on a snapshot of this version. A process that holds
 * a model of an older one then replaces it no more.
 */
export const rebaseModelState = (sql: Sql, tenantId: string, snapshot: bigint) =>
  sql`update learning.states set snapshot = ${snapshot}, xid = '0', seq = -1 where tenant_id = ${tenantId}`

/** The weights that a tenant's model learned from the stream; undefined if nothing is stored in this format. */
export function readLearnedBlend<Blend>(
  { tenantId, transaction }: TenantDatabase,
  format: number,
): Promise<Blend | undefined> {
  return transaction('read learned state', async (sql) => {
    const [row] = await sql<{ blend: Blend }[]>`
      select state -> 'blend' as blend from learning.states where tenant_id = ${tenantId} and format = ${format}`
    return row?.blend
  })
}

const toModelState = <State>({ format, snapshot, xid, seq, state }: StateRow<State>): ModelState<State> => ({
  format,
  snapshot,
  position: { xid: BigInt(xid), seq },
  state,
})

async function upsertState<State>(
  sql: Sql,
  tenantId: string,
  { format, snapshot, position: { xid, seq }, cases, state }: NewModelState<State>,
): Promise<boolean> {
  const { count } = await sql`
    insert into learning.states as s (tenant_id, format, snapshot, xid, seq, cases, state)
    select ${tenantId}, ${format}::int, ${snapshot}::bigint, ${String(xid)}::xid8, ${seq}::bigint, ${cases}::bigint,
      ${sql.json(state as Parameters<typeof sql.json>[0])}::jsonb
    where not ${isBeingErased(sql, tenantId)}
    on conflict (tenant_id) do update set
      format = excluded.format, snapshot = excluded.snapshot, xid = excluded.xid, seq = excluded.seq,
      cases = excluded.cases, state = excluded.state, saved_at = now()
    where (excluded.snapshot, excluded.xid, excluded.seq) >= (s.snapshot, s.xid, s.seq)`
  return count > 0
}
