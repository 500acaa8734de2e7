import type { ChallengerBody, League, Standing } from '@inkling/contracts'
import {
  type Database,
  deleteChallenger,
  listScenarios,
  putChallenger,
  readTenantLeagues,
  type StoredChallenger,
  type StoredLeague,
} from '@inkling/database'
import { InklingError } from '@inkling/errors'
import { ShadowLeague, type ShadowLeagueState } from '@inkling/learning'
import type { Caller, Upstream } from '@inkling/service-kit'
import { incumbentKey, isBenched, keyOf, nameOf, rankingsOf, takenNames } from '../domain/league.ts'
import { checkRules, requireScenario } from './check-rules.ts'

export interface LeagueStoreOptions {
  readonly database: Database
  /** It reads filters. */
  readonly search: Upstream
  readonly onChanged: (tenantId: string) => Promise<unknown>
}

type Stored = StoredLeague<ShadowLeagueState>

/** The leagues of a tenant, in Postgres. */
export function leagueStore({ database, search, onChanged }: LeagueStoreOptions) {
  const read = async (caller: Caller, scenario = ''): Promise<League> => {
    const { leagues, challengers, prior } = await readTenantLeagues<ShadowLeagueState>(database.of(caller))
    const own = challengers.filter((one) => one.scenario === scenario)
    const league = leagues.find((one) => one.scenario === scenario)
    return tableOf(scenario, own, league, prior)
  }
  return {
    /** @throws InklingError validation_failed for an unknown scenario */
    async read(caller: Caller, scenario?: string): Promise<League> {
      requireScenario(await listScenarios(database.of(caller)), scenario)
      return read(caller, scenario)
    },
    /** @throws InklingError validation_failed, conflict */
    async put(caller: Caller, name: string, { scenario, rules }: ChallengerBody) {
      if (takenNames.includes(name)) throw nameIsTaken(name)
      const tenant = database.of(caller)
      requireScenario(await listScenarios(tenant), scenario)
      await checkRules(search, rules, '/rules', caller)
      const isNew = await putChallenger(tenant, { scenario: scenario ?? '', name, rules }, isHeld(name))
      await onChanged(caller.principal.tenantId)
      return { isNew, league: await read(caller, scenario) }
    },
    async remove(caller: Caller, name: string, scenario = ''): Promise<boolean> {
      const isDeleted = await deleteChallenger(database.of(caller), { scenario, name }, isHeld(name))
      if (isDeleted) await onChanged(caller.principal.tenantId)
      return isDeleted
    },
  }
}

const isHeld =
  (name: string) =>
  ({ state }: Stored, revision: number): boolean =>
    state.models.some(
      (model) => model.name === keyOf({ name, revision }) && ['serving', 'guarding'].includes(model.phase),
    )

const nameIsTaken = (name: string) =>
  new InklingError('validation_failed', 'Not valid: /name', {
    errors: [{ pointer: '/name', code: 'taken', detail: `${name} is built in; choose another name` }],
  })

function tableOf(
  scenario: string,
  entered: readonly StoredChallenger[],
  stored: Stored | undefined,
  prior: Readonly<Record<string, number>> | undefined,
): League {
  const league = new ShadowLeague()
  if (stored) league.restore(stored.state)
  const all = rankingsOf(entered, prior)
  for (const { key } of all) league.enter(key)
  const benched = new Map(
    entered
      .filter((one) => isBenched(one, Date.now()))
      .map((one) => [keyOf(one), one.benchedBecause ?? 'it failed'] as const),
  )
  const standings = league.table.flatMap(({ name: key, phase, events, lead }): Standing[] => {
    const ranking = all.find((one) => one.key === key)
    const because = benched.get(key)
    if (!ranking) return []
    const { name, rules } = ranking
    const isOut = because !== undefined && phase !== 'serving'
    return [{ name, rules, phase: isOut ? 'benched' : phase, events, lead, ...(isOut && { benchedBecause: because }) }]
  })
  return {
    ...(scenario !== '' && { scenario }),
    serving: nameOf(all.some(({ key }) => key === league.serving) ? league.serving : incumbentKey),
    data: standings.toSorted((a, b) => Number(b.phase === 'serving') - Number(a.phase === 'serving')),
    rulings: [...(stored?.rulings ?? [])],
  }
}
