import type { ComponentWeights } from '@inkling/contracts'
import type { Fragment, Sql, TenantDatabase } from '../client/tenant-database.ts'
import { isBeingErased } from '../control/tenants.ts'
import type { StoredLeague } from './stored-league.ts'

/** In place of a placement: no scenario can have this name. */
export const predictionLeague = '/predictions'

/** A model that challenges the predictions of a tenant. */
export interface PredictionChallenger<Learned> {
  readonly name: string
  readonly revision: number
  readonly weights: ComponentWeights | null
  /** Of one that was trained. */
  readonly learned: Learned | null
}

/** Rows of leagues or challengers that are of predictions, or of none. */
export const ofPredictions = (sql: Sql, areOfPredictions: boolean): Fragment =>
  areOfPredictions ? sql`scenario = ${predictionLeague}` : sql`scenario <> ${predictionLeague}`

/** The league as the model that learns last stored it, at most a minute ago; none while nothing challenges. */
export const readPredictionLeague = <State>(sql: Sql, tenantId: string) => sql<StoredLeague<State>[]>`
  select ${predictionLeague} as scenario, league -> 'league' as state, league -> 'rulings' as rulings,
    league -> 'benched' as benched,
    jsonb_path_query_first(league, '$.league.models[*] ? (@.phase == "serving").name') #>> '{}' as serving
  from (select state -> 'league' as league from learning.states where tenant_id = ${tenantId}) states
  where league is not null`

/** Of a tenant's predictions, by name. */
export const readPredictionChallengers = <Learned>({
  tenantId,
  transaction,
}: TenantDatabase): Promise<PredictionChallenger<Learned>[]> =>
  transaction(
    'read challengers',
    (sql) => sql<PredictionChallenger<Learned>[]>`
      select name, revision, rules -> 'components' as weights, learned from learning.challengers
      where tenant_id = ${tenantId} and ${ofPredictions(sql, true)} order by name`,
  )

/**
 * Has what a training run learned challenge the model that serves, in place of what an earlier one of this name had.
 * Nothing is stored for a tenant that is being erased.
 */
export const putTrainedChallenger = <Learned>(
  { tenantId, transaction }: TenantDatabase,
  { name, learned }: { readonly name: string; readonly learned: Learned },
): Promise<void> =>
  transaction('put trained challenger', async (sql) => {
    await sql`
      insert into learning.challengers as c (tenant_id, scenario, name, rules, learned)
      select ${tenantId}, ${predictionLeague}, ${name}, '{}'::jsonb,
        ${sql.json(learned as Parameters<typeof sql.json>[0])}::jsonb
      where not ${isBeingErased(sql, tenantId)}
      on conflict (tenant_id, scenario, name) do update set
        learned = excluded.learned, revision = c.revision + 1, entered_at = now()`
  })
