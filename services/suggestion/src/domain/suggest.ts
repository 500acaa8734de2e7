import type { Boost, Item, Ranked, SuggestionRequest } from '@inkling/contracts'
import { appealOf } from './appeal.ts'
import { arrange, type Placed } from './arrange.ts'
import type { Basis } from './basis.ts'
import { unite } from './candidates.ts'
import { type Described, describe } from './describe.ts'
import { dismissalFactor, generalisedOf, hiddenBy } from './dismissed.ts'
import { explain } from './explain.ts'
import { type Gathered, gather } from './gather.ts'
import { likeness, traitsOf } from './likeness.ts'
import { type Ranking, rank } from './rank.ts'
import { receiptDetails, type ShownDetails } from './receipt-details.ts'
import { shortHash } from './shown-items.ts'
import { type SuggestionSources, whoOf } from './suggestion-sources.ts'

export interface Suggestions {
  readonly data: Ranked[]
  /** Services that did not answer, and what the answers of the others lack. */
  readonly degraded: readonly string[]
  /** The lowest epoch of the sources that answered. */
  readonly epoch: number
  readonly emptyBecause?: 'candidates' | 'exclusions' | 'filter'
  /** Whether there are more items to show. */
  readonly hasMore: boolean
  /** What the receipt keeps. */
  readonly logged: {
    readonly scenario: string
    readonly propensities: readonly number[]
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

/** How many candidates a source lists, and how many of all are described and compared. */
const [perSource, compared] = [100, 150]
const defaultLimit = 10

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
  const gathered = await gather(sources, request, { isLoadHigh, patienceMs, limit: perSource + shown.length })
  const { basis, asked, dismissals } = gathered
  const candidates = unite(asked.legs)
  const isExcluded = exclusion(request, gathered, shown)
  const left = candidates.items.filter(({ itemId }) => !isExcluded(itemId))
  const appeal = (itemId: string) => ({ appeal: appealOf(basis.outcomes.get(itemId)) })
  const first = rank({ ...candidates, items: left }, basis.weights, appeal).items.slice(0, compared)
  const openIds = request.explain ? (request.context.itemIds ?? []) : []
  const describeAlso = (itemIds: readonly string[], rules: readonly Boost[]) =>
    describe(sources, request, [...itemIds, ...openIds], rules, patienceMs)
  const diversity = request.diversity ?? basis.diversity
  const compare = [...first.map(({ itemId }) => itemId), ...generalisedOf(dismissals)]
  // Most answers need the descriptions of what they show only.
  const known = mustCompare(request, gathered, diversity) ? await describeAlso(compare, basis.boost) : undefined
  const alike = known ? likenessOf(known) : () => 0
  const shows = request.filter === undefined ? first : first.filter(({ itemId }) => known?.items.has(itemId))
  const ranking = rank({ ...candidates, items: shows }, basis.weights, (itemId) => ({
    ...appeal(itemId),
    dismissed: dismissalFactor(itemId, dismissals, alike),
    boost: known?.boostOf(itemId) ?? 1,
  }))
  const limit = request.limit ?? defaultLimit
  const rates = randomness(request, basis, random)
  const drawn = arrange(ranking.items, { limit, diversity, similarity: alike, ...rates })
  const described =
    known ??
    (await describeAlso(
      drawn.map(({ itemId }) => itemId),
      [],
    ))
  const placed = drawn.filter(({ itemId }) => !hasExpired(described.items.get(itemId), nowMs))
  return {
    data: present(request, placed, ranking, described),
    degraded: [...new Set([...gathered.missing, ...asked.missing, ...described.missing])],
    epoch: asked.epoch,
    hasMore: ranking.items.length > drawn.length,
    ...(placed.length === 0 && { emptyBecause: reasonOf(candidates.items.length, left.length) }),
    logged: loggedOf(placed, ranking, gathered, diversity),
  }
}

/** Whether candidates must be described before they are ranked. */
const mustCompare = ({ filter, boost = [] }: SuggestionRequest, { basis, dismissals }: Gathered, diversity: number) =>
  filter !== undefined || boost.length > 0 || basis.boost.length > 0 || diversity > 0 || dismissals.length > 0

/** Descriptions may be a minute old. */
const hasExpired = (item: Item | undefined, nowMs: number) =>
  item?.expiresAt !== undefined && Date.parse(item.expiresAt) <= nowMs

const loggedOf = (placed: readonly Placed[], ranking: Ranking, { basis, asked }: Gathered, diversity: number) => ({
  scenario: basis.scenario,
  propensities: placed.map(({ propensity }) => propensity),
  details: receiptDetails(placed, ranking, { ...basis, diversity, models: asked.models }),
})

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

/** What is shared by all who ask is not randomised. */
function randomness(request: SuggestionRequest, { explorationRate, swapRate }: Basis, random?: () => number) {
  if (!random || !whoOf(request)) return { explorationRate: 0, swapRate: 0, random: () => 0 }
  return { explorationRate, swapRate, random }
}

function likenessOf({ items }: Described): (a: string, b: string) => number {
  const known = new Map<string, ReturnType<typeof traitsOf>>()
  const traits = (id: string) => {
    const item = items.get(id)
    if (!item) return undefined
    const found = known.get(id) ?? traitsOf(item)
    known.set(id, found)
    return found
  }
  return (a, b) => likeness(traits(a), traits(b))
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
): Ranked[] {
  const titles = (context.itemIds ?? []).flatMap((id) => items.get(id)?.title ?? [])
  return placed.map((candidate) => {
    const { itemId, score } = candidate
    const item = items.get(itemId)
    const { isExplored } = candidate
    const reasons = isExplained && explain(candidate, shares, { titles, query: context.query, isExplored })
    return { itemId, score, ...(item && { item }), ...(reasons && { reasons }) }
  })
}
