import { textOf } from '../json/json-line.ts'
import type { ItemDialect } from './item-dialect.ts'
import { textsOf } from './json-texts.ts'

const used = new Set(['ItemId', 'Comment', 'Categories', 'Labels'])

/** The items of a Gorse export. */
export const gorseItems: ItemDialect = {
  name: 'Gorse',
  matches: (object) => 'ItemId' in object && ('Comment' in object || 'Labels' in object),
  mapping: ['id ← ItemId', 'title ← Comment', 'tags ← Categories, Labels'],
  read: (object) => ({
    used,
    fields: {
      id: textOf(object.ItemId),
      title: textOf(object.Comment) || textOf(object.ItemId),
      tags: [...textsOf(object.Categories), ...textsOf(object.Labels)],
    },
  }),
}
