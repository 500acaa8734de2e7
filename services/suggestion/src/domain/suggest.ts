import type { ExperimentRole, Item, Ranked, SuggestionRequest } from '@inkling/contracts'
import { appealOf } from './appeal.ts'
import { explorable, type Placed } from './arrange.ts'
import type { Basis } from './basis.ts'
import { type Candidates, unite } from './candidates.ts'
import { type Described, describe } from './describe.ts'
import { generalisedOf, hiddenBy } from './dismissed.ts'
import { explain } from './explain.ts'
import { type Gathered, gather } from './gather.ts'
import { interleave } from './interleave.ts'
import { incumbentKey } from './league.ts'
import { type RankedCandidate, type Ranking, rank } from './rank.ts'
import { type Contenders, rankBy } from './rank-by.ts'
import { receiptDetails, type ShownDetails, shownPool } from './receipt-details.ts'
import { type Shadow, shadowOf } from './shadow.ts'
import { shortHash } from './shown-items.ts'
import { type SuggestionSources, whoOf } from './suggestion-sources.ts'

export interface Suggestions {
  readonly data: Ranked[]
  /** Services that did not answer, and what the answers of the others lack. */
  readonly degraded: readonly string[]
  /** The lowest epoch of the sources that answered. */
  readonly epoch: number
  readonly emptyBecause?: 'candidates' | 'exclusions' | 'filter'
  /** The experiment that the answer is part of. */
  readonly experiment?: ExperimentRole
  /** Whether there are more items to show. */
  readonly hasMore: boolean
  /** What the challengers of the placement may do with it, once it is given. */
  readonly shadow?: Shadow
  /** What the receipt keeps. */
  readonly logged: {
    readonly scenario: string
    /** Absent if the list was drafted from two. */
    readonly propensities?: readonly number[]
    readonly details: ShownDetails
  }
}

export interface SuggestOptions {
  /** Items that read alike then step aside. */
  readonly isLoadHigh?: boolean
  /**
   * How long an answer waits for a service that it can do without, and half as long for the descriptions of its items.
   * As long as its sources take, if absent.
   */
  readonly patienceMs?: number | undefined
  /** Short hashes of the items that the pages before have shown. */
  readonly shown?: readonly number[]
  /** In [0, 1) at each call. Without it nothing is randomised. */
  readonly random?: (() => number) | undefined
  readonly nowMs?: number
}

/** How many candidates are described and compared, and the most that a source lists. */
const [compared, mostPerSource] = [150, 600]
const defaultLimit = 10

/** How many candidates a source lists: those to show and to explore, even if the others are left out. */
function perSource({ limit = defaultLimit, exclude = [], filter }: SuggestionRequest, shown: readonly number[]) {
  const spare = filter === undefined ? explorable : compared
  return Math.min(mostPerSource, limit + spare + exclude.length + shown.length)
}

/**
 * Suggests items that go with the context: items that were used together with its items, that come next, that read
 * alike, or that are used much or at this time. Weights learned from feedback rank them. Answers also while one of the
 * services is unavailable or slow.
 * @throws InklingError dependency_unavailable if no service answers; validation_failed for a filter with an error or an
 * unknown scenario.
 */
export async function suggest(
  sources: SuggestionSources,
  request: SuggestionRequest,
  { isLoadHigh = false, patienceMs, shown = [], random, nowMs = Date.now() }: SuggestOptions = {},
): Promise<Suggestions> {
  const gathered = await gather(sources, request, { isLoadHigh, patienceMs, limit: perSource(request, shown) })
  const { basis, asked, dismissals } = gathered
  const candidates = unite(asked.legs)
  const isExcluded = exclusion(request, gathered, shown)
  const left = candidates.items.filter(({ itemId }) => !isExcluded(itemId))
  const appeal = appealsOf(basis)
  const rivals = rivalsOf(basis)
  const first = left.length <= compared ? left : bestOf(rivals, { ...candidates, items: left }, appeal)
  const openIds = request.explain ? (request.context.itemIds ?? []) : []
  const compare = [...idsOf(first), ...generalisedOf(dismissals)]
  const contendersBy = (by: SuggestionSources, waitMs: number | undefined): Contenders => ({
    ...{ request, dismissals, appeal, candidates: { ...candidates, items: first } },
    describeAll: (rules) => describe(by, request, [...compare, ...openIds], rules, waitMs),
  })
  const how = { limit: request.limit ?? defaultLimit, ...randomness(request, basis, random) }
  const [own, other] = await Promise.all(rivals.map((rival) => rankBy(contendersBy(sources, patienceMs), rival, how)))
  if (!own) throw new Error('a basis ranks at least one list')
  const { diversity, ranking, known } = own
  const drawn = other ? interleave(own.drawn, other.drawn, ranking.items, random ?? Math.random) : own.drawn
  const described = known ?? (await describe(sources, request, [...idsOf(drawn), ...openIds], [], patienceMs))
  const placed = drawn.filter(({ itemId }) => !hasExpired(described.items.get(itemId), nowMs))
  const pool = keepsPool(request, basis, diversity, random) && { pool: shownPool(ranking, basis, how) }
  const logged = loggedOf(placed, ranking, gathered, { diversity, ...pool })
  const shadow = shadowOf(basis, (by) => contendersBy(by, undefined), idsOf(placed), logged.details.league)
  return {
    data: present(request, placed, ranking, described, nowMs),
    degraded: [
      ...new Set([...gathered.missing, ...asked.missing, ...described.missing, ...(other?.known?.missing ?? [])]),
    ],
    epoch: asked.epoch,
    ...(basis.role && { experiment: { id: basis.role.id, variant: basis.role.variant } }),
    hasMore: ranking.items.length > drawn.length,
    ...(placed.length === 0 && { emptyBecause: reasonOf(candidates.items.length, left.length) }),
    ...(shadow && { shadow }),
    logged,
  }
}

/** Most items have no outcomes: they share one object. */
const noAppeal: Readonly<Record<string, number>> = {}

function appealsOf({ outcomes }: Basis): Contenders['appeal'] {
  return (itemId) => {
    const outcome = outcomes.get(itemId)
    return outcome ? { appeal: appealOf(outcome) } : noAppeal
  }
}

const idsOf = (list: readonly { readonly itemId: string }[]) => list.map(({ itemId }) => itemId)

/** What the list is ranked by; of an interleaved answer, what its two lists are. */
const rivalsOf = (basis: Basis): Basis[] => (basis.rival ? [basis, basis.rival] : [basis])

/** The candidates that any of the rivals ranks among its first. */
const bestOf = (rivals: readonly Basis[], candidates: Candidates, appeal: Contenders['appeal']) =>
  rivals
    .map(({ weights }) => rank(candidates, weights, appeal).items.slice(0, compared))
    .reduce<readonly RankedCandidate[]>(union, [])

const union = (a: readonly RankedCandidate[], b: readonly RankedCandidate[]): readonly RankedCandidate[] => {
  const known = new Set(a.map(({ itemId }) => itemId))
  return [...a, ...b.filter(({ itemId }) => !known.has(itemId))]
}

/** Descriptions may be a minute old. */
const hasExpired = (item: Item | undefined, nowMs: number) =>
  item?.expiresAt !== undefined && Date.parse(item.expiresAt) <= nowMs

const loggedOf = (
  placed: readonly Placed[],
  ranking: Ranking,
  { basis, asked }: Gathered,
  own: Pick<Parameters<typeof receiptDetails>[2], 'diversity' | 'pool'>,
) => ({
  scenario: basis.scenario,
  ...(!basis.rival && { propensities: placed.map(({ propensity }) => propensity) }),
  details: receiptDetails(placed, ranking, { ...basis, ...own, models: asked.models }),
})

/** The share of answers that keep all their candidates. */
const poolShare = 0.1

/** Only answers to someone, by the placement's own rules and in the order of their scores, can be compared. */
function keepsPool(request: SuggestionRequest, { role, league }: Basis, diversity: number, random?: () => number) {
  const isOwn = !role && (request.boost ?? []).length === 0
  const isComparable = isOwn && diversity === 0 && (league?.serving ?? incumbentKey) === incumbentKey
  return random !== undefined && whoOf(request) !== undefined && isComparable && random() < poolShare
}

/** Items that are not suggested, whatever their score. */
function exclusion(request: SuggestionRequest, { dismissals, repeated }: Gathered, shown: readonly number[]) {
  const ids = new Set([
    ...(request.context.itemIds ?? []),
    ...(request.exclude ?? []),
    ...hiddenBy(dismissals),
    ...repeated,
  ])
  const hashes = new Set(shown)
  return (itemId: string) => ids.has(itemId) || (hashes.size > 0 && hashes.has(shortHash(itemId)))
}

/** What is shared by all who ask is not randomised, and what is drafted is random already. */
function randomness(request: SuggestionRequest, { explorationRate, swapRate, rival }: Basis, random?: () => number) {
  if (!random || !whoOf(request) || rival) return { explorationRate: 0, swapRate: 0, random: () => 0 }
  return { explorationRate, swapRate, random }
}

const reasonOf = (found: number, left: number) => (found === 0 ? 'candidates' : left === 0 ? 'exclusions' : 'filter')

/**
 * With a filter, an item that it cannot be checked on is left out. Without one, items that were never described are
 * shown too.
 */
function present(
  { context, explain: isExplained }: SuggestionRequest,
  placed: readonly Placed[],
  { shares }: Ranking,
  { items }: Described,
  nowMs: number,
): Ranked[] {
  const atMs = context.at === undefined ? nowMs : Date.parse(context.at)
  const titles = (context.itemIds ?? []).flatMap((id) => items.get(id)?.title ?? [])
  return placed.map((candidate) => {
    const { itemId, score } = candidate
    const item = items.get(itemId)
    const { isExplored } = candidate
    const reasons = isExplained && explain(candidate, shares, { titles, query: context.query, atMs, isExplored })
    return { itemId, score, ...(item && { item }), ...(reasons && { reasons }) }
  })
}
