import { InklingError } from '@inkling/errors'
import type { Sql, TenantDatabase } from '../client/tenant-database.ts'
import { lockLearning } from './learning-lock.ts'
import { ofPredictions, predictionLeague, readPredictionLeague } from './prediction-league.ts'
import { rankerFormat, readNewestPrior, type SourceWeights } from './priors.ts'
import type { Leagues, StoredChallenger, StoredLeague } from './stored-league.ts'

/** The most challengers of a placement, or of predictions, beside those of training. */
const maxChallengers = 8

/** @param areOfPredictions Whether the league of predictions is read, instead of those of all placements */
export async function readLeagues<State>(
  sql: Sql,
  tenantId: string,
  areOfPredictions = false,
): Promise<Leagues<State>> {
  const leagues = areOfPredictions
    ? await readPredictionLeague<State>(sql, tenantId)
    : await sql<StoredLeague<State>[]>`
        select scenario, state, serving, rulings from learning.leagues where tenant_id = ${tenantId}`
  const challengers = await sql<StoredChallenger[]>`
    select scenario, name, revision, rules, benched_at as "benchedAt", benched_because as "benchedBecause"
    from learning.challengers where tenant_id = ${tenantId} and ${ofPredictions(sql, areOfPredictions)}
    order by scenario, name`
  return { leagues, challengers }
}

/** Stores what is known now. The caller holds the lock of the tenant's learning. */
export async function storeLeagues<State>(
  sql: Sql,
  tenantId: string,
  leagues: readonly StoredLeague<State>[],
): Promise<void> {
  for (const { scenario, state, serving, rulings } of leagues)
    await sql`
      insert into learning.leagues (tenant_id, scenario, state, serving, rulings)
      values (${tenantId}, ${scenario}, ${sql.json(state as Parameters<typeof sql.json>[0])}, ${serving},
        ${sql.json(rulings.map((ruling) => ({ ...ruling })))})
      on conflict (tenant_id, scenario) do update set
        state = excluded.state, serving = excluded.serving, rulings = excluded.rulings`
}

/**
 * Enters a challenger, or replaces its rules, as another revision.
 * @param isHeld Whether a revision serves or guards, by the state of the league
 * @returns whether it is new
 * @throws InklingError conflict if it serves or guards, or if there are 8 others
 */
export const putChallenger = <State>(
  { tenantId, transaction }: TenantDatabase,
  { scenario, name, rules }: Pick<StoredChallenger, 'scenario' | 'name' | 'rules'>,
  isHeld: (league: StoredLeague<State>, revision: number) => boolean,
): Promise<boolean> =>
  transaction('put challenger', async (sql) => {
    await lockLearning(sql, tenantId)
    const { leagues, challengers } = await readLeagues<State>(sql, tenantId, scenario === predictionLeague)
    const own = challengers.filter((one) => one.scenario === scenario)
    const before = own.find((one) => one.name === name)
    const league = leagues.find((one) => one.scenario === scenario)
    if (before && league && isHeld(league, before.revision))
      throw new InklingError('conflict', `The challenger ${name} serves or guards; enter its new rules by another name`)
    if (!before && own.length >= maxChallengers)
      throw new InklingError('conflict', `There are ${maxChallengers} challengers; delete one before you enter another`)
    await sql`
      insert into learning.challengers as c (tenant_id, scenario, name, rules)
      values (${tenantId}, ${scenario}, ${name}, ${sql.json(rules as Parameters<typeof sql.json>[0])})
      on conflict (tenant_id, scenario, name) do update set
        rules = excluded.rules, revision = c.revision + 1, entered_at = now(), benched_at = null,
        benched_because = null`
    return before === undefined
  })

/** Deletes a challenger; the league starts anew if it serves or guards. Returns whether there was one. */
export const deleteChallenger = <State>(
  { tenantId, transaction }: TenantDatabase,
  { scenario, name }: Pick<StoredChallenger, 'scenario' | 'name'>,
  isHeld: (league: StoredLeague<State>, revision: number) => boolean,
): Promise<boolean> =>
  transaction('delete challenger', async (sql) => {
    await lockLearning(sql, tenantId)
    const { leagues } = await readLeagues<State>(sql, tenantId, scenario === predictionLeague)
    const [gone] = await sql<{ revision: number }[]>`
      delete from learning.challengers
      where tenant_id = ${tenantId} and scenario = ${scenario} and name = ${name} returning revision`
    const league = leagues.find((one) => one.scenario === scenario)
    if (gone && league && isHeld(league, gone.revision))
      await sql`delete from learning.leagues where tenant_id = ${tenantId} and scenario = ${scenario}`
    return gone !== undefined
  })

/** Marks a challenger as one that failed or was slow. */
export const benchChallenger = (
  { tenantId, transaction }: TenantDatabase,
  { scenario, name }: Pick<StoredChallenger, 'scenario' | 'name'>,
  because: string,
): Promise<void> =>
  transaction('bench challenger', async (sql) => {
    await sql`
      update learning.challengers set benched_at = now(), benched_because = ${because}
      where tenant_id = ${tenantId} and scenario = ${scenario} and name = ${name}`
  })

/** With the mean of the weights of many tenants, if there are enough. */
export const readTenantLeagues = <State>(
  { tenantId, transaction }: TenantDatabase,
  areOfPredictions = false,
): Promise<Leagues<State> & { readonly prior: SourceWeights | undefined }> =>
  transaction('read league', async (sql) => ({
    ...(await readLeagues<State>(sql, tenantId, areOfPredictions)),
    prior: await readNewestPrior<SourceWeights>(sql, rankerFormat),
  }))
