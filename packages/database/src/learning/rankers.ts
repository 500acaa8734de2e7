import type { Sql, TenantDatabase } from '../client/tenant-database.ts'
import { type RunningExperiment, readRunningExperiments } from './experiments.ts'
import { type ItemOutcome, readOutcomes } from './item-outcomes.ts'
import { readLeagues } from './league.ts'
import { ofTenant } from './learning-lock.ts'
import { rankerFormat, readNewestPrior, type SourceWeights } from './priors.ts'
import { readScenarios, type StoredScenario } from './scenarios.ts'
import type { Leagues } from './stored-league.ts'

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
export interface RankingBasis<State> extends Leagues<unknown> {
  readonly scenarios: readonly StoredScenario[]
  readonly rankers: readonly Ranker<State>[]
  readonly outcomes: readonly ItemOutcome[]
  readonly experiments: readonly RunningExperiment[]
  /** The mean of the weights of many tenants, if there are enough. */
  readonly prior: SourceWeights | undefined
}

export function readRankingBasis<State>(database: TenantDatabase): Promise<RankingBasis<State>> {
  const { tenantId } = database
  return database.transaction('read rankers', async (sql) => ({
    scenarios: await readScenarios(sql, tenantId),
    rankers: await readRankers<State>(sql, tenantId),
    outcomes: await readOutcomes(sql, tenantId),
    experiments: await readRunningExperiments(sql, tenantId),
    ...(await readLeagues<unknown>(sql, tenantId)),
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
