import { textOf } from '../json/json-line.ts'
import type { ItemDialect } from './item-dialect.ts'
import { priceOf, textsOf } from './json-texts.ts'

const used = new Set(['parent_asin', 'asin', 'title', 'description', 'features', 'categories', 'price', 'store'])

/** The product metadata of Amazon Reviews (McAuley Lab, 2018 and 2023). */
export const amazonProducts: ItemDialect = {
  name: 'Amazon products',
  matches: (object) => ('parent_asin' in object || 'asin' in object) && 'title' in object,
  mapping: ['id ← parent_asin or asin', 'title', 'text ← description, features', 'tags ← categories', 'price, store'],
  read: (object) => {
    const [store] = textsOf(object.store)
    return {
      used,
      fields: {
        id: textOf(object.parent_asin ?? object.asin),
        title: textsOf(object.title).join(' '),
        text: [...textsOf(object.description), ...textsOf(object.features)].join('\n'),
        tags: textsOf(object.categories),
        attributes: { ...priceOf(object.price), ...(store && { store }) },
      },
    }
  },
}
