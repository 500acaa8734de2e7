import { isJsonObject, type JsonObject, textOf } from '../json/json-line.ts'
import type { ItemDialect } from './item-dialect.ts'
import { priceOf, textsOf } from './json-texts.ts'
import { tagsOf } from './to-item.ts'

const bodies = ['body_html', 'bodyHtml', 'descriptionHtml', 'description'] as const
const kinds = ['product_type', 'productType'] as const
const used = new Set(['id', 'handle', 'title', 'vendor', 'tags', 'variants', ...bodies, ...kinds])

/** Products of the Shopify API: REST (`products.json`) and GraphQL. */
export const shopifyProducts: ItemDialect = {
  name: 'Shopify',
  matches: (object) => 'handle' in object && [...bodies, 'variants', 'vendor'].some((name) => name in object),
  mapping: ['id ← id', 'title', 'text ← body_html', 'tags', 'kind ← product_type', 'url ← /products/handle', 'price'],
  read: (object) => {
    const handle = textOf(object.handle)
    const [vendor] = textsOf(object.vendor)
    return {
      used,
      fields: {
        id: textOf(object.id) || handle,
        title: textOf(object.title),
        text: firstOf(object, bodies),
        tags: textsOf(object.tags).flatMap(tagsOf),
        kind: firstOf(object, kinds),
        ...(handle !== '' && { url: `/products/${handle}` }),
        attributes: { ...(vendor && { vendor }), ...variantPrice(object.variants) },
      },
    }
  },
}

const firstOf = (object: JsonObject, names: readonly string[]) =>
  names.map((name) => textOf(object[name])).find((text) => text !== '') ?? ''

function variantPrice(variants: unknown): { price?: string | number } {
  const first: unknown = Array.isArray(variants) ? variants[0] : undefined
  return isJsonObject(first) ? priceOf(first.price) : {}
}
