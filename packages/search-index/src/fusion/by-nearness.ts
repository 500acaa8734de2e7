import type { Corpus } from '../corpus/corpus.ts'
import { compareRank } from '../ranking/scored-id.ts'
import type { HybridHit } from './leg.ts'
import type { Nearness } from './nearness.ts'

/** How many of the best hits are read. A page of ten needs hardly more candidates. */
export const readMax = 12
/** How many of them are read to the end. */
const textsMax = 6
/** What a document adds that holds the query as typed, where the best document of the lexical leg has 1. */
const weight = 0.25

/** The first hits with the nearness of the query's words in their documents added. `unit` is as in `candidateLeg`. */
export function byNearness(
  hits: readonly HybridHit[],
  corpus: Pick<Corpus, 'document'>,
  near: Nearness,
  unit: number,
): HybridHit[] {
  const read = hits.slice(0, readMax).map((hit, n) => {
    const document = corpus.document(hit.id)
    const score = document === undefined ? 0 : near.of(document, n < textsMax)
    const share = score * weight * unit
    return score === 0
      ? hit
      : { ...hit, score: hit.score + share, legs: [...hit.legs, { name: 'nearness', score, share }] }
  })
  return [...read.sort(compareRank), ...hits.slice(readMax)]
}
