import { textOf } from '../json/json-line.ts'
import type { ItemDialect } from './item-dialect.ts'

const used = new Set(['_id', 'title', 'text'])

/** The documents of a BEIR collection, `corpus.jsonl`. */
export const beirCorpus: ItemDialect = {
  name: 'BEIR',
  matches: (object) => '_id' in object && 'text' in object && !('id' in object),
  mapping: ['id ← _id', 'title', 'text'],
  read: (object) => ({
    used,
    fields: { id: textOf(object._id), title: textOf(object.title), text: textOf(object.text) },
  }),
}
