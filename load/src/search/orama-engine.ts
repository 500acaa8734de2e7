import { create, insertMultiple, search } from '@orama/orama'
import { stemmer } from '@orama/stemmers/english'
import type { Engine } from './engine.ts'

/** 1 means that any word of the query finds a document. */
const threshold = 1
const batchSize = 1000

/** Orama with its English stemmer, without which it finds less. */
export function oramaEngine(): Engine {
  const index = create({
    schema: { id: 'string', title: 'string', text: 'string' },
    components: { tokenizer: { language: 'english', stemming: true, stemmer } },
  })
  return {
    name: 'orama, stemmed',
    index: async (documents) => {
      const rows = documents.map(({ id, title, text = '' }) => ({ id, title, text }))
      await insertMultiple(index, rows, batchSize)
    },
    search: async (term, limit) => {
      const { hits } = await search(index, { term, limit, threshold, properties: ['title', 'text'] })
      return hits.map(({ id }) => id)
    },
    close: async () => {},
  }
}
