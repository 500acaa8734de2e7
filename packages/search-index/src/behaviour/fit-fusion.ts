import type { FusionCase } from '../fusion/fusion-case.ts'
import { type FusionVerdict, judgeFusion } from '../fusion/judge-fusion.ts'
import { trainedFusion } from '../fusion/learn-fusion.ts'
import type { FusionWeights } from '../fusion/learned-fusion.ts'
import type { SearchIndex } from '../search-index.ts'
import type { FusionLesson } from './click-windows.ts'
import type { Click } from './search-behaviour.ts'
import { clickWeight } from './search-behaviour.ts'

export interface FitFusionOptions {
  /** The index to search, tuned as it serves. */
  readonly index: SearchIndex
  readonly learn: FusionLesson
  /** Newer than those to learn from. */
  readonly judge: FusionLesson
  /** Most time that searching again may take. */
  readonly budgetMs: number
  /** Milliseconds of a clock that never goes back. */
  readonly clock: () => number
}

export interface FusionReport extends FusionVerdict {
  readonly queriesLearned: number
  /** Absent where it was not accepted. */
  readonly weights?: FusionWeights
}

const maxQueries = 1_000
/** As many as are put in the order learned. */
const depth = 100

/**
 * Learns how to blend from what was chosen: searches the queries of both lessons again, learns from the older and judges by the newer
 * what it has learned. At most the newest 1,000 queries of each. Yields how far it is, 0 to 1.
 *
 * What is right is weighed by inverse propensity, within each query. The likings of users as they were then are not known, so that
 * leg is as it is without learning.
 */
export function* fitFusion({
  index,
  learn,
  judge,
  budgetMs,
  clock,
}: FitFusionOptions): Generator<number, FusionReport> {
  const startMs = clock()
  const learned = yield* replay(index, learn, () => clock() < startMs + budgetMs / 2)
  const judged = yield* replay(index, judge, () => clock() < startMs + budgetMs, 0.5)
  const fusion = trainedFusion(learned)
  const verdict = judgeFusion(fusion, judged)
  return { ...verdict, queriesLearned: learned.length, ...(verdict.isAccepted && { weights: fusion.weights }) }
}

function* replay(
  index: SearchIndex,
  { clicks, legs }: FusionLesson,
  isTime: () => boolean,
  from = 0,
): Generator<number, FusionCase[]> {
  const queries = [...rightOf(clicks)].slice(0, maxQueries)
  const cases: FusionCase[] = []
  for (const [n, [query, right]] of queries.entries()) {
    if (!isTime()) break
    yield from + (0.5 * n) / queries.length
    const found = index.search({ query, limit: depth, correct: true, explain: true, legs: legs.legs(query) })
    const hits = found.hits.map(({ id, score, legs: said = [] }) => ({ id, score, legs: said }))
    // What was chosen may be gone; such a query says nothing.
    if (hits.some(({ id }) => right.has(id))) cases.push({ hits, right })
  }
  return cases
}

/** By query, the newest first, how much each item was chosen. */
function rightOf(clicks: readonly Click[]): Map<string, Map<string, number>> {
  const byQuery = new Map<string, Map<string, number>>()
  for (const click of clicks.toSorted((a, b) => b.atMs - a.atMs)) {
    const right = byQuery.get(click.query) ?? new Map<string, number>()
    byQuery.set(click.query, right.set(click.itemId, (right.get(click.itemId) ?? 0) + clickWeight(click.propensity)))
  }
  return byQuery
}
