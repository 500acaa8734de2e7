import { type Caches, keyOf } from '@inkling/cache'
import { type Database, ofTenant, type RankingBasis, readRankingBasis } from '@inkling/database'
import { FusionWeights } from '@inkling/learning'
import type { Caller } from '@inkling/service-kit'
import type { Basis } from '../domain/basis.ts'
import { incumbentKey, placementLeague } from '../domain/league.ts'
import type { RankerState } from '../domain/learn.ts'
import { withRules } from '../domain/ranking-rules.ts'
import { sourceNames, startOf } from '../domain/sources.ts'
import { unknownScenario } from './check-rules.ts'

type TenantBasis = RankingBasis<Partial<RankerState>>

export interface Rates {
  readonly explorationRate: number
  readonly swapRate: number
}

/** Changes of what a tenant's suggestions are ranked by. */
export const rankingTag = 'ranking'

/**
 * What suggestions are ranked by, in memory: read again within seconds after a change, and every minute. While Postgres
 * is unavailable, what was read last serves for an hour.
 * @param rates Those of placements that set none.
 */
export function rankingBases(caches: Pick<Caches, 'define'>, database: Pick<Database, 'background'>, rates: Rates) {
  const cache = caches.define<TenantBasis>({
    name: 'ranking',
    isShared: false,
    ttlMs: 60_000,
    // While Redis is late, on a machine that has too much to do, each answer would read it again.
    unconfirmedMs: 10_000,
    sizeBytes: ({ outcomes, rankers }) => 1_000 + 100 * outcomes.length + 2_000 * rankers.length,
  })
  const load = (tenantId: string, isFresh = false) => {
    const read = () => readRankingBasis<Partial<RankerState>>(database.background(tenantId))
    return isFresh ? read() : cache.get(keyOf(tenantId, 'basis'), read, { tags: [rankingTag] })
  }
  return {
    /** @throws InklingError validation_failed if the tenant has no such scenario, by what Postgres says now */
    async basisOf(scenario: string | undefined, { principal: { tenantId } }: Caller): Promise<Basis> {
      const known = await load(tenantId)
      if (scenario === undefined || known.scenarios.some(({ id }) => id === scenario))
        return toBasis(known, scenario, rates)
      const newest = await load(tenantId, true)
      if (newest.scenarios.some(({ id }) => id === scenario)) return toBasis(newest, scenario, rates)
      throw unknownScenario(scenario)
    },
  }
}

function toBasis(known: TenantBasis, scenario: string | undefined, rates: Rates): Basis {
  const placement = placementOf(known, scenario, rates)
  const isOwn = (one: { readonly scenario: string }) => one.scenario === placement.scenario
  const experiment = known.experiments.find(isOwn)
  const { serving = incumbentKey } = known.leagues.find(isOwn) ?? {}
  const { rules, ...league } = placementLeague(known.challengers.filter(isOwn), serving, known.prior, Date.now())
  return { ...withRules(placement, rules), placement, league, ...(experiment && { experiment }) }
}

/** By the learned weights. */
function placementOf(known: TenantBasis, scenario: string | undefined, rates: Rates): Basis {
  const { scenarios, rankers, prior } = known
  const settings = scenarios.find(({ id }) => id === scenario)
  const own = rankers.find((ranker) => ranker.scenario === (scenario ?? ofTenant))
  const ranker = own ?? rankers.find((one) => one.scenario === ofTenant)
  const start = startOf(prior)
  return {
    scenario: scenario ?? ofTenant,
    weights: sourceNames.map((name, n) => ranker?.weights[name] ?? (start[n] as number)),
    version: ranker?.version ?? 0,
    outcomes: outcomesOf(known),
    diversity: settings?.diversity ?? 0,
    explorationRate: settings?.explorationRate ?? rates.explorationRate,
    ...(settings?.exploration === 'thompson' && { thompson: { precisions: precisionsOf(ranker?.state) } }),
    swapRate: settings?.swapRate ?? rates.swapRate,
    repeatMinutes: settings?.repeatMinutes ?? 0,
    boost: settings?.boost ?? [],
  }
}

/** Those before anything is learned, if nothing was or if it was of other sources. */
function precisionsOf(state: Partial<RankerState> | undefined): readonly number[] {
  const { precisions = [] } = state?.weights ?? {}
  return precisions.length === sourceNames.length ? precisions : firstPrecisions
}

const firstPrecisions = new FusionWeights({ sources: sourceNames.length }).state.precisions

/** Made once for what was read once: it serves many answers. */
const outcomeMaps = new WeakMap<TenantBasis, Basis['outcomes']>()

function outcomesOf(known: TenantBasis): Basis['outcomes'] {
  const made = outcomeMaps.get(known) ?? new Map(known.outcomes.map((outcome) => [outcome.itemId, outcome]))
  outcomeMaps.set(known, made)
  return made
}
