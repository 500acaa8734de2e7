import { isJsonObject, type JsonObject, textOf } from '../json/json-line.ts'
import type { ItemDialect } from './item-dialect.ts'
import { priceOf, textsOf } from './json-texts.ts'
import { tagsOf } from './to-item.ts'

const ids = ['sku', 'productID', 'identifier', 'gtin13', 'gtin', '@id', 'url'] as const
const texts = ['description', 'articleBody', 'text'] as const
const tags = ['category', 'keywords', 'articleSection', 'genre'] as const
const used = new Set(['@context', '@type', ...ids, ...texts, ...tags, 'name', 'headline', 'brand', 'offers'])

/** JSON-LD with the vocabulary of schema.org, such as Product and Article. */
export const schemaOrg: ItemDialect = {
  name: 'schema.org',
  matches: (object) => '@type' in object && ('name' in object || 'headline' in object),
  mapping: [
    `id ← the first of ${ids.join(', ')}`,
    'title ← name or headline',
    'text ← description',
    'tags ← category, keywords',
    'kind ← @type',
    'url ← url or @id',
    'price ← offers',
  ],
  read: (object) => {
    const [url] = [object.url, object['@id']].flatMap(textsOf).filter((text) => /^(https?:|\/)/.test(text))
    return {
      used,
      fields: {
        id: firstText(object, ids),
        title: firstText(object, ['name', 'headline']),
        text: firstText(object, texts),
        tags: tags.flatMap((name) => textsOf(object[name])).flatMap(tagsOf),
        kind: (textsOf(object['@type'])[0] ?? '').toLowerCase(),
        ...(url && { url }),
        attributes: { ...brandOf(object), ...offerOf(object.offers) },
      },
    }
  },
}

function firstText(object: JsonObject, names: readonly string[]): string {
  return names.flatMap((name) => textsOf(object[name]))[0] ?? ''
}

function brandOf({ brand }: JsonObject): { brand?: string } {
  const [name] = textsOf(brand)
  return name === undefined ? {} : { brand: name }
}

function offerOf(offers: unknown): Record<string, string | number> {
  const offer: unknown = Array.isArray(offers) ? offers[0] : offers
  if (!isJsonObject(offer)) return {}
  const currency = textOf(offer.priceCurrency)
  return { ...priceOf(offer.price ?? offer.lowPrice), ...(currency !== '' && { priceCurrency: currency }) }
}
