import { fitMeaning, SearchIndex } from '@inkling/search-index'
import { type Leg, legs, served } from '@inkling/search-index/evaluation'
import type { Engine } from './engine.ts'

/** Inkling's index, once for each way to rank and once as it is served. */
export const inklingEngines: readonly (() => Engine)[] = [
  ...Object.entries(legs).map(
    ([name, leg]) =>
      () =>
        inklingEngine(`inkling, ${name} alone`, leg),
  ),
  () => inklingEngine('inkling, as served', served),
]

function inklingEngine(name: string, leg: Leg): Engine {
  const index = new SearchIndex()
  return {
    name,
    index: async (documents) => {
      for (const document of documents) index.put(document)
      index.use(fitMeaning(documents))
    },
    search: async (query, limit) => leg(index, query, limit),
    close: async () => {},
  }
}
