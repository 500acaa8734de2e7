import { describe, expect, it } from 'vitest'
import { itemOf } from '../test/item-of.ts'
import { Catalogue } from './catalogue.ts'
import { embeddingsLegs, embeddingsWeight, type NearItems } from './embeddings-leg.ts'

describe('embeddings weigh', () => {
  it('less the more of a query asks for itself', () => {
    const [words = 0, half, none] = ['quiet room', 'quiet 2024', 'SKU-1234 il6 404'].map((q) => embeddingsWeight({ q }))
    expect(words).toBeGreaterThan(0)
    expect([half, none]).toEqual([words / 2, 0])
  })

  it.each([
    ['nothing is asked for', { q: ' ' }],
    ['the last word is unfinished', { q: 'quiet ro', prefix: true }],
    ['another order is asked for', { q: 'quiet', sort: '-createdAt' }],
    ['words alone are', { q: 'quiet', mode: 'lexical' as const }],
    ['meaning alone is', { q: 'quiet', mode: 'semantic' as const }],
  ])('nothing where %s', (_what, ask) => {
    expect(embeddingsWeight(ask)).toBe(0)
  })

  it('the same where the order is by score anyhow', () => {
    expect(embeddingsWeight({ q: 'quiet', sort: 'score', mode: 'hybrid' })).toBe(embeddingsWeight({ q: 'quiet' }))
  })
})

describe('the leg of embeddings', () => {
  const catalogue = Catalogue.empty()
  const ids = Array.from({ length: 300 }, (_, n) => `${n}`)
  for (const id of ids) catalogue.put(itemOf(id))
  const nearest =
    (cosines: ReadonlyMap<string, number>, floor = 0): NearItems =>
    (limit, accept) => ({ cosines: new Map([...cosines].filter(([id]) => accept(id)).slice(0, limit)), floor })
  const ask = { q: 'quiet' }

  it('the leg of embeddings holds only items that exist and pass the filter', () => {
    const near = nearest(new Map(['gone', '1', '2'].map((id) => [id, 0.5])))
    const [leg] = embeddingsLegs(catalogue, ask, near, ({ id }) => id !== '2')
    expect(leg).toMatchObject({ name: 'embeddings', scores: new Map([['1', 1]]), finds: true })
  })

  it('the leg of embeddings scores each of many items by its distance to the last of them', () => {
    const near = nearest(new Map(ids.map((id, n) => [id, 0.9 - n / 1_000])))
    const [leg] = embeddingsLegs(catalogue, ask, near, () => true)
    expect(leg?.scores.size).toBe(200)
    expect(leg?.scores.get('0')).toBe(1)
    expect(leg?.scores.get('100')).toBeCloseTo(0.4975)
    expect(leg?.scores.get('199')).toBe(0)
  })

  it('the leg of embeddings scores each of few items by its distance to chance', () => {
    const cosines = new Map([
      ['1', 0.8],
      ['2', 0.6],
    ])
    const [leg] = embeddingsLegs(catalogue, ask, nearest(cosines, 0.4), () => true)
    expect(leg?.scores.get('2')).toBeCloseTo(0.5)
  })

  it('there is no leg of embeddings without embeddings, without weight, or without a hit', () => {
    const all = () => true
    expect(embeddingsLegs(catalogue, ask, undefined, all)).toEqual([])
    expect(embeddingsLegs(catalogue, { q: '404' }, nearest(new Map([['1', 1]])), all)).toEqual([])
    expect(embeddingsLegs(catalogue, ask, nearest(new Map()), all)).toEqual([])
  })
})
