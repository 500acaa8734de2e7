import { seededRandom } from '@inkling/learning'
import { expect, it } from 'vitest'
import { quantise } from './direction.ts'
import { VectorIndex } from './vector-index.ts'

const dimensions = 12
const random = seededRandom(7)
const vector = () => Float32Array.from({ length: dimensions }, () => random() - 0.5)
const vectors = new Map(Array.from({ length: 60 }, (_, n) => [`${n}`, vector()]))
const valuesOf = (id: string) => quantise(vectors.get(id) ?? []).values

function filled(ids: Iterable<string>): VectorIndex {
  const index = new VectorIndex()
  for (const id of ids) index.put(id, valuesOf(id))
  return index
}

const length = (a: Float32Array) => Math.hypot(...a)
const cosine = (a: Float32Array, b: Float32Array) =>
  a.reduce((sum, value, n) => sum + value * b[n]!, 0) / (length(a) * length(b))

it('finds the nearest documents, with cosines as exact as eight bits allow', () => {
  const query = vector()
  const expected = [...vectors]
    .map(([id, own]) => ({ id, score: cosine(query, own) }))
    .toSorted((a, b) => b.score - a.score)
    .slice(0, 5)
  const { cosines } = filled(vectors.keys()).nearest(quantise(query).values, { limit: 5 })
  expect([...cosines.keys()]).toEqual(expected.map(({ id }) => id))
  for (const { id, score } of expected) expect(cosines.get(id)).toBeCloseTo(score, 1)
})

it('replaces documents that are not accepted by the next nearest', () => {
  const index = filled(vectors.keys())
  const best = [...index.nearest(valuesOf('3'), { limit: 5 }).cosines.keys()]
  const isAccepted = (id: string) => !best.slice(0, 2).includes(id)
  expect([...index.nearest(valuesOf('3'), { limit: 3, accept: isAccepted }).cosines.keys()]).toEqual(best.slice(2))
})

it('leaves out cosines that chance explains, also when all vectors are similar', () => {
  const index = new VectorIndex()
  const shifted = (own: ArrayLike<number>) => quantise(Float32Array.from(own, (value) => value + 3)).values
  for (const [id, own] of vectors) index.put(id, shifted(own))
  const { cosines, floor } = index.nearest(shifted(vectors.get('7') ?? []), { limit: 60 })
  expect(floor).toBeGreaterThan(0.9)
  expect([...cosines.keys()][0]).toBe('7')
  expect(cosines.size).toBeLessThan(20)
})

it('finds the same documents after removals and replacements', () => {
  const kept = [...vectors.keys()].filter((id) => Number(id) % 3 === 0)
  const index = filled(vectors.keys())
  for (const id of kept) index.put(id, valuesOf('1'))
  for (const id of kept) index.put(id, valuesOf(id))
  for (const id of vectors.keys()) if (!kept.includes(id)) index.remove(id)
  expect(index.size).toBe(kept.length)
  const request = { limit: kept.length }
  expect(index.nearest(valuesOf('1'), request)).toEqual(filled(kept).nearest(valuesOf('1'), request))
})

it('accepts vectors of one length only, until it is empty', () => {
  const index = filled(['0'])
  expect(index.put('short', Int8Array.of(1, 2))).toBe(false)
  expect(index.nearest(Int8Array.of(1, 2), { limit: 1 }).cosines.size).toBe(0)
  index.remove('0')
  expect(index.put('short', Int8Array.of(1, 2))).toBe(true)
  expect([...index.nearest(Int8Array.of(1, 2), { limit: 1 }).cosines.keys()]).toEqual(['short'])
})

it('finds nothing in an empty vector index', () => {
  expect(new VectorIndex().nearest(new Int8Array(), { limit: 1 }).cosines.size).toBe(0)
})
