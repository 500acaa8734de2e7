import { lsa, SearchIndex } from '@inkling/search-index'
import { rankings } from '@inkling/search-index/evaluation'
import type { Engine } from './engine.ts'

type Ranking = (typeof rankings)['served']

const { served, ...legs } = rankings

/** Inkling's index: one engine per leg, and one that ranks as the search service does. */
export const inklingEngines: readonly (() => Engine)[] = [
  ...Object.entries(legs).map(
    ([name, leg]) =>
      () =>
        inklingEngine(`inkling, ${name} alone`, leg),
  ),
  () => inklingEngine('inkling, as served', served),
]

function inklingEngine(name: string, leg: Ranking): Engine {
  const index = new SearchIndex()
  return {
    name,
    index: async (documents) => {
      for (const document of documents) index.put(document)
      index.use(lsa.fit(documents))
    },
    search: async (query, limit) => leg(index, query, limit),
    close: async () => {},
  }
}
