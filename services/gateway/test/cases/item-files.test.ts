import { expect, it } from 'vitest'
import { commandFolder } from '../support/command-folder.ts'
import { readEach, readOne } from '../support/imports.ts'

const folder = await commandFolder()
const lines = (...objects: readonly object[]) => objects.map((object) => `${JSON.stringify(object)}\n`).join('')
const pot = { id: 'pot-1', title: 'Iron pot', text: 'Holds two litres.' }
const cup = { id: 'cup-2', title: 'Clay cup', text: 'Holds a quarter.' }

/** The same two items, as different tools write them, and what else each tool tells about the first. */
const written: readonly (readonly [name: string, format: string, content: string, more: object])[] = [
  ['JSON lines', 'ndjson items', lines(pot, cup), {}],
  ['a JSON array in one line', 'json items', JSON.stringify([pot, cup]), {}],
  ['a JSON array over many lines', 'json items', JSON.stringify([pot, cup], null, 2), {}],
  [
    'JSON objects over many lines',
    'json items',
    `${JSON.stringify(pot, null, 2)}\n${JSON.stringify(cup, null, 2)}\n`,
    {},
  ],
  [
    'CSV',
    'csv items',
    'id,title,text,tags\npot-1,Iron pot,Holds two litres.,"iron,kitchen"\ncup-2,Clay cup,Holds a quarter.,clay\n',
    { tags: ['iron', 'kitchen'] },
  ],
  [
    'BEIR',
    'ndjson items (BEIR)',
    lines(...[pot, cup].map(({ id, title, text }) => ({ _id: id, title, text, metadata: {} }))),
    {},
  ],
  [
    'Amazon',
    'ndjson items (Amazon products)',
    lines(
      { parent_asin: pot.id, title: pot.title, description: [pot.text], price: '$12.50', categories: ['Iron'] },
      { parent_asin: cup.id, title: cup.title, description: [cup.text], price: null, categories: [] },
    ),
    { tags: ['Iron'], attributes: { price: 12.5 } },
  ],
  [
    'schema.org',
    'ndjson items (schema.org)',
    lines(
      ...[pot, cup].map(({ id, title, text }) => ({
        '@context': 'https://schema.org',
        '@type': 'Product',
        sku: id,
        name: title,
        description: text,
        offers: { price: '12.50', priceCurrency: 'EUR' },
      })),
    ),
    { kind: 'product', attributes: { price: 12.5, priceCurrency: 'EUR' } },
  ],
  [
    'Shopify',
    'csv items (Shopify)',
    [
      'Handle,Title,Body (HTML),Vendor,Tags,Variant SKU,Variant Price',
      'pot-1,Iron pot,Holds two litres.,Smith,"iron, kitchen",P1S,12.50',
      'pot-1,,,,,P1L,19.50',
      'cup-2,Clay cup,Holds a quarter.,Potter,clay,C2,3.00',
      '',
    ].join('\n'),
    { tags: ['iron', 'kitchen'] },
  ],
]
const readings = await readEach(folder, Object.fromEntries(written.map(([name, , content]) => [name, content])))

it.each(written)('reads items from %s', (name, format, _content, more) => {
  expect(readings[name]).toMatchObject({ format, ok: true })
  expect(readings[name]?.rows.map(({ value }) => value)).toMatchObject([{ ...pot, ...more }, cup])
})

it('reads the passages of MS MARCO, which have neither header nor title', async () => {
  const passages = '17\tTea is picked by hand.\n18\tClay is burnt twice.\n'
  const reading = await readOne(folder, passages)
  expect(reading.format).toBe('csv items (MS MARCO passages)')
  expect(reading.rows.map(({ value }) => [value.id, value.text])).toEqual([
    ['17', 'Tea is picked by hand.'],
    ['18', 'Clay is burnt twice.'],
  ])
})

it('keeps every id as it is written, but numbers as text', async () => {
  const ids = [42, 'a/b c', 'th\u00e9', 'the\u0301', '0042', 'x'.repeat(256)]
  const reading = await readOne(folder, lines(...ids.map((id) => ({ id, title: 'Item' }))))
  expect(reading.rows.map(({ value }) => value.id)).toEqual(ids.map(String))
})

it('reads tags that are one text, and titles that are null', async () => {
  const items = lines(
    { id: 'pot-1', title: null, text: 'Holds tea.' },
    { id: 'cup-2', title: 'Cup', tags: 'red, blue' },
  )
  const reading = await readOne(folder, items)
  expect(reading.rows.map(({ value }) => value)).toMatchObject([{ title: 'Holds tea.' }, { tags: ['red', 'blue'] }])
})
