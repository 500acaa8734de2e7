import type { LeagueRuling } from '@inkling/contracts'
import { ShadowLeague, type ShadowLeagueState } from '@inkling/learning'
import { nameOf } from './league.ts'
import { isWanted, type ShownFeedback } from './learn.ts'
import type { ShownDetails } from './receipt-details.ts'

/** What is known of the rankings of a placement. */
export interface KnownLeague {
  readonly scenario: string
  readonly state: ShadowLeagueState
  readonly serving: string
  readonly rulings: readonly LeagueRuling[]
}

type IsCurrent = (scenario: string, key: string) => boolean

const keptRulings = 50

/**
 * Judges the rankings of placements by clicks on neighbours whose order a coin had decided: the one that was clicked is
 * liked better, wherever it stood (FairPairs, Radlinski & Joachims, "Minimally invasive randomization for collecting
 * unbiased preferences from clickthrough logs", AAAI 2006). A ranking gets 1 if it puts it first, 0 if second. Only
 * answers by the ranking that serves now count.
 * @param isCurrent Whether a ranking still is one of the placement
 */
export function judgeLeagues(
  known: readonly KnownLeague[],
  feedback: readonly ShownFeedback[],
  isCurrent: IsCurrent,
): { leagues: KnownLeague[]; rulings: LeagueRuling[] } {
  const leagues = new Map(known.map((league) => [league.scenario, restored(league, isCurrent)]))
  const changed = new Set<string>()
  const made: LeagueRuling[] = []
  for (const line of feedback) {
    const { scenario, atMs } = line
    const own = leagues.get(scenario) ?? { league: new ShadowLeague(), rulings: [] }
    const rewards = rewardsOf(line, own.league.serving)
    if (!rewards) continue
    leagues.set(scenario, own)
    changed.add(scenario)
    const others = Object.fromEntries(Object.entries(rewards.others).filter(([key]) => isCurrent(scenario, key)))
    for (const key of Object.keys(others)) own.league.enter(key)
    const ruling = own.league.add(rewards.served, others)
    if (!ruling) continue
    const ruled = { at: new Date(atMs).toISOString(), kind: ruling.kind, name: nameOf(ruling.name) }
    made.push(ruled)
    own.rulings = [ruled, ...own.rulings].slice(0, keptRulings)
  }
  return {
    leagues: [...changed].flatMap((scenario) => {
      const own = leagues.get(scenario)
      return own ? [{ scenario, state: own.league.state, serving: own.league.serving, rulings: own.rulings }] : []
    }),
    rulings: made,
  }
}

/** Without the evidence of rankings that are gone. */
function restored({ scenario, state, rulings }: KnownLeague, isCurrent: IsCurrent) {
  const league = new ShadowLeague()
  league.restore(state)
  for (const { name } of state.models) if (!isCurrent(scenario, name)) league.withdraw(name)
  return { league, rulings: [...rulings] }
}

/**
 * What each ranking gets for a click. Undefined if no coin decided the order, nothing was ranked, or another ranking
 * served.
 */
function rewardsOf({ details, itemIds, itemId, signal }: ShownFeedback, serving: string) {
  const { pairs = [], league } = (details ?? {}) as Partial<ShownDetails>
  const chosen = itemIds.indexOf(itemId)
  const upper = pairs.find((place) => chosen === place || chosen === place + 1)
  if (league?.serving !== serving || upper === undefined || chosen < 0 || !isWanted(signal)) return undefined
  const partner = chosen === upper ? upper + 1 : upper
  const rewards = Object.entries(league.ranks).map(([key, ranks]) => [key, rewardOf(ranks[chosen], ranks[partner])])
  const { [serving]: served, ...others } = Object.fromEntries(rewards) as Record<string, number>
  return served === undefined ? undefined : { served, others }
}

/** Ranks of the clicked item and of its neighbour; null is below all. */
function rewardOf(clicked: number | null = null, neighbour: number | null = null): number {
  const [own, other] = [clicked ?? Number.POSITIVE_INFINITY, neighbour ?? Number.POSITIVE_INFINITY]
  return own === other ? 0.5 : own < other ? 1 : 0
}
