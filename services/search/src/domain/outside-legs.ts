import type { ExtraLeg } from '@inkling/search-index'
import type { Catalogue } from './catalogue.ts'
import { normalisedQuery } from './normalised-query.ts'

/** What else than words and meaning speaks for items: see `BehaviourLegs`. */
export const outsideLegs = (
  { behaviour }: Catalogue,
  query: string,
  affinity: ReadonlyMap<string, number>,
): ExtraLeg[] => behaviour.legs(normalisedQuery(query), affinity)
