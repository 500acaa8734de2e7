import type { ExtraLeg } from '@inkling/search-index'
import type { Catalogue } from './catalogue.ts'
import { normalisedQuery } from './normalised-query.ts'

/** What a leg's score of 1 gains, where the best by words gains 1. */
const weights = { clicks: 1, affinity: 0.3, popularity: 0.15 }

/**
 * What else than words and meaning speaks for items: clicks on earlier results of the query, what this user is likely to open
 * (`affinity`, probabilities), and what is popular. What was clicked answers the query; what is merely liked or popular does not.
 */
export function outsideLegs(
  { behaviour }: Catalogue,
  query: string,
  affinity: ReadonlyMap<string, number>,
): ExtraLeg[] {
  const legs = [
    { name: 'clicks', weight: weights.clicks, scores: behaviour.clicks(normalisedQuery(query)), finds: true },
    { name: 'affinity', weight: weights.affinity, scores: affinity, finds: false },
    { name: 'popularity', weight: weights.popularity, scores: behaviour.popularity, finds: false },
  ]
  return legs.filter(({ scores }) => scores.size > 0)
}
