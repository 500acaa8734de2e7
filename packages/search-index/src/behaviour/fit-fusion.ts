import type { FusionCase } from '../fusion/fusion-case.ts'
import { type FusionVerdict, judgeFusion } from '../fusion/judge-fusion.ts'
import { trainedFusion } from '../fusion/learn-fusion.ts'
import type { FusionWeights } from '../fusion/learned-fusion.ts'
import type { SearchIndex } from '../search-index.ts'
import type { FusionLesson } from './click-windows.ts'
import type { Click } from './search-behaviour.ts'
import { clickWeight } from './search-behaviour.ts'

export interface FitFusionOptions {
  /** The index to search, with the tuning that it serves with. */
  readonly index: SearchIndex
  readonly learn: FusionLesson
  /** Of newer clicks than `learn`. */
  readonly judge: FusionLesson
  /** The searches stop after this time. */
  readonly budgetMs: number
  /** A monotonic clock, in milliseconds. */
  readonly clock: () => number
}

export interface FusionReport extends FusionVerdict {
  readonly queriesLearned: number
  /** Absent when the fusion was not accepted. */
  readonly weights?: FusionWeights
}

const maxQueries = 1_000
/** As many hits as a learned fusion reorders. */
const depth = 100

/**
 * Learns from clicks how to fuse legs: searches the queries of both lessons again, learns from the older and judges the
 * result by the newer. At most the newest 1,000 queries of each. Yields its progress, 0 to 1.
 *
 * Within each query, clicks are weighed by inverse propensity. Users' affinities of that time are not known, so the
 * weight of that leg is not learned.
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
    // A query whose clicked items were all deleted teaches nothing.
    if (hits.some(({ id }) => right.has(id))) cases.push({ hits, right })
  }
  return cases
}

/** By query, the newest first: the debiased clicks of each item. */
function rightOf(clicks: readonly Click[]): Map<string, Map<string, number>> {
  const byQuery = new Map<string, Map<string, number>>()
  for (const click of clicks.toSorted((a, b) => b.atMs - a.atMs)) {
    const right = byQuery.get(click.query) ?? new Map<string, number>()
    byQuery.set(click.query, right.set(click.itemId, (right.get(click.itemId) ?? 0) + clickWeight(click.propensity)))
  }
  return byQuery
}
