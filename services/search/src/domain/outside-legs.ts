import type { SearchRequest } from '@inkling/contracts'
import type { ExtraLeg, Filter } from '@inkling/search-index'
import type { Catalogue } from './catalogue.ts'
import { normalisedQuery } from './normalised-query.ts'

type Scores = ReadonlyMap<string, number>

/** What the best item of a leg gains at most, where the best by words gains 1. */
const weights = { clicks: 1, affinity: 0.3, popularity: 0.15 }
/** What is merely liked or popular is no answer: it moves the best by words alone. */
const judged = 100

/**
 * What else than words and meaning speaks for items: clicks on earlier results of the query, what this user is likely to open
 * (`affinity`, probabilities), and what is popular. A leg weighs less where even its best item has little behind it.
 */
export function outsideLegs(catalogue: Catalogue, { q }: SearchRequest, affinity: Scores, filter: Filter): ExtraLeg[] {
  const { popularity } = catalogue.behaviour
  const isAny = popularity.size > 0 || affinity.size > 0
  const { hits } = isAny ? catalogue.index.search({ query: q, limit: judged, mode: 'lexical', filter }) : { hits: [] }
  const ofHits = (scores: Scores) => new Map(hits.map(({ id }) => [id, scores.get(id) ?? 0]))
  const legs = [
    { name: 'clicks', weight: weights.clicks, scores: catalogue.behaviour.clicks(normalisedQuery(q)) },
    { name: 'affinity', weight: weights.affinity, scores: ofHits(affinity) },
    { name: 'popularity', weight: weights.popularity, scores: ofHits(popularity) },
  ]
  return legs.flatMap(({ weight, ...leg }) => {
    const greatest = Math.max(0, ...leg.scores.values())
    return greatest > 0 ? [{ ...leg, weight: weight * greatest }] : []
  })
}
