import type { RankRequest } from '../ranking/ranker.ts'
import { compareRank } from '../ranking/scored-id.ts'
import { TopK } from '../ranking/top-k.ts'
import { readMax } from './by-nearness.ts'
import type { CandidateLegScores } from './candidate-scores.ts'
import type { LearnedFusion } from './learned-fusion.ts'
import { type CandidateLeg, type HybridHit, legScore } from './leg.ts'
import type { FirstResults } from './relevance-feedback.ts'

/** How many of the best hits the learned fusion reorders. */
const reorderedMax = 100

export interface Candidate {
  /** Its place in `CandidateLeg.scores`. */
  readonly n: number
  readonly slot: number
  readonly id: string
  /** The highest score it can have. */
  readonly bound: number
}

/** The candidates of a query before their terms are read. */
export interface Candidates {
  /** Highest bound first. */
  readonly list: readonly Candidate[]
  readonly legs: readonly CandidateLeg[]
  /** The amount that the feedback leg adds to a document that matches as well as the best of the first results. */
  readonly feedbackMax: number
  /** By term number. */
  readonly feedbackWeights: ReadonlyMap<number, number>
  readonly first: FirstResults
  /** Adds nearness to the first hits; undefined for a query that has no order. */
  readonly nearest: ((hits: readonly HybridHit[]) => HybridHit[]) | undefined
}

/** The scores of one document that need its terms. */
export type ScoreTerms = (slot: number) => CandidateLegScores

/**
 * The best `limit` hits after `after`, best first. Scoring ends when no other candidate can be among them. The first
 * hits are read for nearness whatever the page, so that all pages agree.
 */
export function bestCandidates(
  candidates: Candidates,
  { limit, after }: RankRequest,
  scoreTerms: ScoreTerms,
): HybridHit[] {
  const { list, nearest } = candidates
  if (nearest === undefined) return bestScored(candidates, { limit, after }, scoreTerms)
  const wanted = after === undefined ? Math.max(limit, readMax) : Math.max(1, list.length)
  const hits = nearest(bestScored(candidates, { limit: wanted }, scoreTerms))
  return (after === undefined ? hits : hits.filter((hit) => compareRank(after, hit) < 0)).slice(0, limit)
}

function bestScored(
  { list, legs, feedbackMax, first }: Candidates,
  { limit, after }: RankRequest,
  scoreTerms: ScoreTerms,
): HybridHit[] {
  const reference = Math.max(0, ...first.slots.map((slot) => scoreTerms(slot).feedback))
  const top = new TopK<HybridHit>(limit)
  for (const { n, slot, id, bound } of list) {
    if (bound < top.leastScore) break
    const { lexical, feedback } = scoreTerms(slot)
    const share = reference === 0 ? 0 : feedbackMax * Math.min(1, feedback / reference)
    const scores = [
      { name: 'lexical', score: lexical, share: lexical },
      { name: 'feedback', score: feedback, share },
      ...legs.map((leg) => legScore(leg, n)),
    ]
    const hit = { id, score: scores.reduce((sum, leg) => sum + leg.share, 0), legs: scores }
    if (after === undefined || compareRank(after, hit) < 0) top.offer(hit)
  }
  return top.sorted()
}

/**
 * As `bestCandidates`, the first hundred in the learned order. That order depends on all of them, so all are scored for
 * every page. Each place keeps its score, and equal scores are ordered by id, so that a page can go on after any hit.
 */
export function bestReordered(
  candidates: Candidates,
  { limit, after }: RankRequest,
  fusion: LearnedFusion,
  scoreTerms: ScoreTerms,
): HybridHit[] {
  const all = bestCandidates(candidates, { limit: Math.max(1, candidates.list.length) }, scoreTerms)
  const ordered = [...fusion.reorder(all.slice(0, reorderedMax)), ...all.slice(reorderedMax)].sort(compareRank)
  return (after === undefined ? ordered : ordered.filter((hit) => compareRank(after, hit) < 0)).slice(0, limit)
}
