import type { Boost, SuggestionRequest } from '@inkling/contracts'
import { type ArrangeOptions, arrange, type Placed } from './arrange.ts'
import type { Basis } from './basis.ts'
import type { Candidates } from './candidates.ts'
import type { Described } from './describe.ts'
import { type Dismissal, dismissalFactor } from './dismissed.ts'
import { exploredByThompson } from './explored-by-thompson.ts'
import { likenessOf } from './likeness.ts'
import { type RankedCandidate, type Ranking, rank } from './rank.ts'

/** What all rankings of one request share. */
export interface Contenders {
  readonly request: SuggestionRequest
  readonly candidates: Candidates
  readonly dismissals: readonly Dismissal[]
  readonly appeal: (itemId: string) => Readonly<Record<string, number>>
  /** Describes all candidates. */
  readonly describeAll: (rules: readonly Boost[]) => Promise<Described>
}

export interface RankedList {
  readonly diversity: number
  readonly ranking: Ranking
  readonly drawn: readonly Placed[]
  /** If the candidates had to be described to rank them. */
  readonly known: Described | undefined
}

/** Ranks and arranges the candidates by the weights and rules of a basis. */
export async function rankBy(
  contenders: Contenders,
  { weights, boost, thompson, ...basis }: Basis,
  how: Pick<ArrangeOptions, 'limit' | 'explorationRate' | 'swapRate' | 'random'>,
): Promise<RankedList> {
  const { request, candidates, dismissals, appeal, describeAll } = contenders
  const diversity = request.diversity ?? basis.diversity
  // Most answers need the descriptions of what they show only.
  const known = mustCompare(contenders, boost, diversity) ? await describeAll(boost) : undefined
  const similarity = known ? likenessOf(known.items) : () => 0
  const items =
    request.filter === undefined ? candidates.items : candidates.items.filter(({ itemId }) => known?.items.has(itemId))
  const factorsOf = (itemId: string) => ({
    ...appeal(itemId),
    dismissed: dismissalFactor(itemId, dismissals, similarity),
    boost: known?.boostOf(itemId) ?? 1,
  })
  // What is not described has no other factor.
  const ranking = rank({ ...candidates, items }, weights, known ? factorsOf : appeal)
  const explored =
    thompson &&
    ((others: readonly RankedCandidate[]) => exploredByThompson(others, ranking.shares, weights, thompson.precisions))
  return { diversity, known, ranking, drawn: arrange(ranking.items, { diversity, similarity, explored, ...how }) }
}

/** Whether candidates must be described before they are ranked. */
const mustCompare = ({ request, dismissals }: Contenders, rules: readonly Boost[], diversity: number) =>
  request.filter !== undefined || (request.boost ?? []).length + rules.length + dismissals.length > 0 || diversity > 0
