import { stemmer } from '@orama/stemmers/english'
import MiniSearch from 'minisearch'
import type { Engine } from './engine.ts'

/** MiniSearch with a stemmer, without which it finds less. By default any word of the query finds a document. */
export function minisearchEngine(): Engine {
  const index = new MiniSearch({ fields: ['title', 'text'], processTerm: (term) => stemmer(term.toLowerCase()) })
  return {
    name: 'minisearch, stemmed',
    index: async (documents) => index.addAll(documents),
    search: async (query, limit) =>
      index
        .search(query)
        .slice(0, limit)
        .map(({ id }) => String(id)),
    close: async () => {},
  }
}
