import type { ChallengerBody, League, LeagueQuery, Standing } from '@inkling/contracts'
import {
  type Database,
  deleteChallenger,
  listScenarios,
  predictionLeague,
  putChallenger,
  readTenantLeagues,
  type StoredChallenger,
  type StoredLeague,
} from '@inkling/database'
import { ShadowLeague, type ShadowLeagueState } from '@inkling/learning'
import type { Caller, Upstream } from '@inkling/service-kit'
import { checkLeague } from '../domain/check-league.ts'
import { benchMs, incumbentKey, isBenched, keyOf, modelsOf, nameOf, rankingsOf } from '../domain/league.ts'
import { checkRules, requireScenario } from './check-rules.ts'

export interface LeagueStoreOptions {
  readonly database: Database
  /** It reads filters. */
  readonly search: Upstream
  readonly onChanged: (tenantId: string) => Promise<unknown>
  /** The challengers of a tenant's predictions have changed. */
  readonly onModelsChanged: (tenantId: string) => void
}

type Stored = StoredLeague<ShadowLeagueState>

/** The leagues of a tenant, in Postgres. */
export function leagueStore({ database, search, onChanged, onModelsChanged }: LeagueStoreOptions) {
  const changed = async ({ principal: { tenantId } }: Caller, { of }: LeagueQuery) =>
    of === 'predictions' ? onModelsChanged(tenantId) : onChanged(tenantId)
  const read = async (caller: Caller, query: LeagueQuery): Promise<League> => {
    const league = leagueOf(query)
    const isOfPredictions = league === predictionLeague
    const known = await readTenantLeagues<ShadowLeagueState>(database.of(caller), isOfPredictions)
    const isOwn = (one: { readonly scenario: string }) => one.scenario === league
    return tableOf(query, known.challengers.filter(isOwn), known.leagues.find(isOwn), known.prior)
  }
  return {
    /** @throws InklingError validation_failed for an unknown scenario, or one of predictions */
    async read(caller: Caller, query: LeagueQuery): Promise<League> {
      checkLeague(query)
      requireScenario(await listScenarios(database.of(caller)), query.scenario)
      return read(caller, query)
    },
    /** @throws InklingError validation_failed, conflict */
    async put(caller: Caller, name: string, { rules, ...query }: ChallengerBody) {
      checkLeague(query, { name, rules })
      const tenant = database.of(caller)
      requireScenario(await listScenarios(tenant), query.scenario)
      await checkRules(search, rules, '/rules', caller)
      const isNew = await putChallenger(tenant, { scenario: leagueOf(query), name, rules }, isHeld(name))
      await changed(caller, query)
      return { isNew, league: await read(caller, query) }
    },
    async remove(caller: Caller, name: string, query: LeagueQuery): Promise<boolean> {
      checkLeague(query)
      const isDeleted = await deleteChallenger(database.of(caller), { scenario: leagueOf(query), name }, isHeld(name))
      if (isDeleted) await changed(caller, query)
      return isDeleted
    },
  }
}

/** How a league is stored. */
const leagueOf = ({ of, scenario = '' }: LeagueQuery) => (of === 'predictions' ? predictionLeague : scenario)

const isHeld =
  (name: string) =>
  ({ state }: Stored, revision: number): boolean =>
    state.models.some(
      (model) => model.name === keyOf({ name, revision }) && ['serving', 'guarding'].includes(model.phase),
    )

function tableOf(
  { of, scenario }: LeagueQuery,
  entered: readonly StoredChallenger[],
  stored: Stored | undefined,
  prior: Readonly<Record<string, number>> | undefined,
): League {
  const league = new ShadowLeague()
  if (stored) league.restore(stored.state)
  const all = of === 'predictions' ? modelsOf(entered) : rankingsOf(entered, prior)
  for (const { key } of all) league.enter(key)
  const benched = benchedOf(entered, stored)
  const standings = league.table.flatMap(({ name: key, phase, events, lead }): Standing[] => {
    const ranking = all.find((one) => one.key === key)
    const because = benched.get(key)
    if (!ranking) return []
    const { name, rules } = ranking
    const isOut = because !== undefined && phase !== 'serving'
    return [{ name, rules, phase: isOut ? 'benched' : phase, events, lead, ...(isOut && { benchedBecause: because }) }]
  })
  return {
    ...(of === 'predictions' && { of }),
    ...(scenario !== undefined && { scenario }),
    serving: nameOf(all.some(({ key }) => key === league.serving) ? league.serving : incumbentKey),
    data: standings.toSorted((a, b) => Number(b.phase === 'serving') - Number(a.phase === 'serving')),
    rulings: (stored?.rulings ?? []).map((ruling) => ({ ...ruling, name: nameOf(ruling.name) })),
  }
}

/** Why those that sit out do, by key. */
function benchedOf(entered: readonly StoredChallenger[], stored: Stored | undefined): Map<string, string> {
  const nowMs = Date.now()
  return new Map(
    entered.flatMap((one) => {
      const model = stored?.benched?.[keyOf(one)]
      const since = model ? { benchedAt: new Date(model.untilMs - benchMs), benchedBecause: model.because } : one
      return isBenched(since, nowMs) ? [[keyOf(one), since.benchedBecause ?? 'it failed'] as const] : []
    }),
  )
}
