import { describe, expect, it } from 'vitest'
import { importLines } from '../../../../test/import-lines.ts'

const linesOf = (value: unknown) => JSON.stringify(value, null, 1).split('\n')
const items = [
  { id: 'a', title: 'A {' },
  { id: 'b', title: 'B "]"' },
]

describe('jsonFormat', () => {
  it.each([
    ['ndjson items', items.map((item) => JSON.stringify(item))],
    ['json items', linesOf(items)],
    ['json items', [JSON.stringify(items)]],
    ['json items', linesOf({ products: items })],
    ['json items', [JSON.stringify({ items, total: 2 })]],
    ['json items', items.flatMap(linesOf)],
  ])('reads %s: %j', (format, lines) => {
    expect(importLines(lines)).toMatchObject({ format, items })
  })

  it.each([
    [
      'ndjson items (BEIR)',
      { _id: 'd1', title: '', text: 'Short text.' },
      { id: 'd1', title: 'Short text.', text: 'Short text.' },
    ],
    [
      'ndjson items (Amazon products)',
      {
        parent_asin: 'B1',
        title: 'Bolt',
        description: ['Zinc.'],
        features: ['10'],
        price: '$4.99',
        categories: ['Tools'],
      },
      { id: 'B1', title: 'Bolt', text: 'Zinc.\n10', tags: ['Tools'], attributes: { price: 4.99 } },
    ],
    [
      'ndjson items (schema.org)',
      {
        '@type': 'Product',
        '@id': 'https://x/p',
        sku: 'S1',
        name: 'Pipe',
        offers: { price: '7.50', priceCurrency: 'EUR' },
      },
      {
        id: 'S1',
        title: 'Pipe',
        kind: 'product',
        url: 'https://x/p',
        attributes: { price: 7.5, priceCurrency: 'EUR' },
      },
    ],
    [
      'ndjson items (Shopify)',
      { id: 7, handle: 'tea', title: 'Tea', body_html: '<p>x</p>', tags: 'a, b', variants: [{ price: '3.00' }] },
      { id: '7', title: 'Tea', text: '<p>x</p>', tags: ['a', 'b'], url: '/products/tea', attributes: { price: 3 } },
    ],
    ['ndjson items (Gorse)', { ItemId: 'g', Comment: 'Game', Labels: ['x'] }, { id: 'g', title: 'Game', tags: ['x'] }],
    ['ndjson items', { sku: 'S2', name: 'Mug', tags: 'red,blue' }, { id: 'S2', title: 'Mug', tags: ['red', 'blue'] }],
  ])('recognises %s', (format, object, item) => {
    expect(importLines([JSON.stringify(object)])).toMatchObject({ format, items: [item] })
  })

  it('reads events of other tools and by --columns', () => {
    const review = { user_id: 'u', parent_asin: 'B1', rating: 5, timestamp: 1793430000000 }
    expect(importLines([JSON.stringify(review)]).events).toMatchObject([{ userId: 'u', itemId: 'B1', value: 5 }])
    const columns = { item: 'thing', session: 'visit' }
    expect(importLines(['{"thing":1,"visit":"v"}'], { columns }).events).toMatchObject([
      { itemId: '1', sessionId: 'v' },
    ])
  })

  it('tells lines of another kind by their reasons', () => {
    const lines = ['{"itemId":"a","userId":"u"}', '{"id":"x","title":"An item"}', '', '[1,2]', '"str"']
    expect(importLines(lines).skipped).toEqual([
      [2, 'noItem'],
      [4, 'notJson'],
      [5, 'notJson'],
    ])
  })
})

it('names the fields that there are if --columns names one that no object has', () => {
  const lines = [JSON.stringify({ itemId: 'a', userId: 'u', when: 1_700_000_000 })]
  expect(() => importLines(lines, { columns: { time: 'whn' } })).toThrow(
    'has no field whn, which --columns names. Its fields are itemId, userId, when.',
  )
  expect(importLines(lines, { columns: { time: 'when' } }).events).toMatchObject([
    { occurredAt: '2023-11-14T22:13:20.000Z' },
  ])
})
