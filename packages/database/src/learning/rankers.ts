import type { Sql, TenantDatabase } from '../client/tenant-database.ts'
import { isBeingErased } from '../control/tenants.ts'
import type { LogPosition } from '../tail/log-position.ts'
import { type ItemOutcome, readOutcomes } from './item-outcomes.ts'
import { readNewestPrior } from './priors.ts'
import { readScenarios, type StoredScenario } from './scenarios.ts'

/** The weight of each source, by name. */
export type SourceWeights = Readonly<Record<string, number>>

/** What was learned for one scenario; `State` is the learner's own, stored as JSON. */
export interface Ranker<State> {
  /** '' is the tenant's own. */
  readonly scenario: string
  /** Another number after each change, from 1; 0 if nothing was learned. */
  readonly version: number
  readonly weights: SourceWeights
  readonly state: State
  /** How many feedbacks it was learned from. */
  readonly cases: number
}

/** What suggestions of a tenant are ranked by. */
export interface RankingBasis<State> {
  readonly scenarios: readonly StoredScenario[]
  readonly rankers: readonly Ranker<State>[]
  readonly outcomes: readonly ItemOutcome[]
  /** The mean of the weights of many tenants, if there are enough. */
  readonly prior: SourceWeights | undefined
}

/** The places up to which a tenant's feedback and events were looked at. */
export interface LearnedUpTo {
  readonly feedback: LogPosition
  readonly events: LogPosition
}

interface PositionsRow {
  readonly feedback_xid: string
  readonly feedback_seq: bigint
  readonly events_xid: string
  readonly events_seq: bigint
}

/** The version of the meaning of priors of these weights, among those of `learning.priors`. */
export const rankerFormat = 1_001

/** The scenario of the row that belongs to the tenant as a whole. */
export const ofTenant = ''
/** No sequence reaches it. */
const lastSeq = String(2n ** 63n - 1n)

export function readRankingBasis<State>(database: TenantDatabase): Promise<RankingBasis<State>> {
  const { tenantId } = database
  return database.transaction('read rankers', async (sql) => ({
    scenarios: await readScenarios(sql, tenantId),
    rankers: await readRankers<State>(sql, tenantId),
    outcomes: await readOutcomes(sql, tenantId),
    prior: await readNewestPrior<SourceWeights>(sql, rankerFormat),
  }))
}

/** The tenant's own weights, and from how many feedbacks it has learned them; undefined if from none. */
export function readTenantWeights({
  tenantId,
  transaction,
}: TenantDatabase): Promise<Pick<Ranker<unknown>, 'weights' | 'cases'> | undefined> {
  return transaction('read rankers', async (sql) => {
    const [row] = await sql<Pick<Ranker<unknown>, 'weights' | 'cases'>[]>`
      select weights, cases::float8 as cases from learning.rankers
      where tenant_id = ${tenantId} and scenario = ${ofTenant} and cases > 0`
    return row
  })
}

/** `version` is a number: a tenant does not learn 2^53 times. */
export const readRankers = <State>(sql: Sql, tenantId: string) => sql<Ranker<State>[]>`
  select scenario, version::float8 as version, weights, state, cases::float8 as cases
  from learning.rankers where tenant_id = ${tenantId}`

/**
 * Locks the tenant's learning until the transaction ends, so that one process at a time learns. Returns up to where it
 * has learned; undefined for a tenant that is being erased.
 */
export async function lockLearning(sql: Sql, tenantId: string): Promise<LearnedUpTo | undefined> {
  await sql`
    insert into learning.rankers (tenant_id, scenario) select ${tenantId}, ${ofTenant}
    where not ${isBeingErased(sql, tenantId)} on conflict do nothing`
  const [row] = await sql<PositionsRow[]>`
    select feedback_xid::text, feedback_seq, events_xid::text, events_seq from learning.rankers
    where tenant_id = ${tenantId} and scenario = ${ofTenant} and not ${isBeingErased(sql, tenantId)} for update`
  return (
    row && {
      feedback: { xid: BigInt(row.feedback_xid), seq: row.feedback_seq },
      events: { xid: BigInt(row.events_xid), seq: row.events_seq },
    }
  )
}

/** Stores up to where the tenant has learned. The caller holds the lock. */
export const storeLearnedUpTo = (sql: Sql, tenantId: string, { feedback, events }: LearnedUpTo) => sql`
  update learning.rankers set
    feedback_xid = ${String(feedback.xid)}::xid8, feedback_seq = ${feedback.seq},
    events_xid = ${String(events.xid)}::xid8, events_seq = ${events.seq}
  where tenant_id = ${tenantId} and scenario = ${ofTenant}`

/** Stores a ranker as its next version, which it returns. The caller holds the lock. */
export async function storeRanker<State>(
  sql: Sql,
  tenantId: string,
  { scenario, weights, state, cases }: Omit<Ranker<State>, 'version'>,
): Promise<number> {
  const [row] = await sql<{ version: number }[]>`
    insert into learning.rankers as r (tenant_id, scenario, version, weights, state, cases)
    values (${tenantId}, ${scenario}, 1, ${sql.json(weights)},
      ${sql.json(state as Parameters<typeof sql.json>[0])}, ${cases})
    on conflict (tenant_id, scenario) do update set
      version = r.version + 1, weights = excluded.weights, state = excluded.state, cases = excluded.cases,
      saved_at = now()
    returning version::float8 as version`
  return row?.version ?? 0
}

/** All feedback and events that a transaction stores until its end count as looked at: what they taught is restored. */
export const skipStored = (sql: Sql, tenantId: string) => sql`
  update learning.rankers set feedback_xid = pg_current_xact_id(), feedback_seq = ${lastSeq},
    events_xid = pg_current_xact_id(), events_seq = ${lastSeq}
  where tenant_id = ${tenantId} and scenario = ${ofTenant}`
