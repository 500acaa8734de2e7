import { seededRandom } from '@inkling/learning'
import { expect, it } from 'vitest'
import { cluster, unit } from './cluster.ts'
import { direction } from './direction.ts'
import { VectorStore } from './vector-store.ts'

const dimensions = 16
const random = seededRandom(5)
/** Around forty middles, as documents lie around topics. */
const middles = Array.from({ length: 40 }, () => Float64Array.from({ length: dimensions }, () => random() - 0.5))
const vectors = Array.from({ length: 2_000 }, (_, n) => middles[n % 40]!.map((value) => value + (random() - 0.5) / 2))

function storeOf(centroids: Int8Array): VectorStore {
  const store = new VectorStore(dimensions, centroids)
  for (const vector of vectors) store.add(direction(vector))
  return store
}

function best(store: VectorStore, query: Float64Array, isExhaustive: boolean): number[] {
  const found: [number, number][] = []
  store.forEachNear(direction(query), { least: -1, isExhaustive }, (slot, cosine) => {
    found.push([slot, cosine])
    return -1
  })
  return found
    .sort((a, b) => b[1] - a[1] || a[0] - b[0])
    .slice(0, 10)
    .map(([slot]) => slot)
}

const units = vectors.flatMap((vector) => unit(vector) ?? [])
const store = storeOf(cluster(units, 45))

it('a search of the nearest lists finds 95 % of what a full search finds', () => {
  const queries = vectors.slice(0, 50)
  const kept = queries.map((query) => {
    const all = new Set(best(store, query, true))
    return best(store, query, false).filter((slot) => all.has(slot)).length / 10
  })
  expect(kept.reduce((sum, share) => sum + share, 0) / kept.length).toBeGreaterThan(0.95)
})

it('adding many slots at once gives the same lists as one by one', () => {
  const centroids = cluster(units, 45)
  const together = new VectorStore(dimensions, centroids)
  together.addAll(vectors.map(direction))
  expect(together.state()).toEqual(store.state())
})

it('computes the cosine as exactly as eight bits allow', () => {
  const [a, b] = [units[0]!, units[1]!]
  const cosine = a.reduce((sum, value, n) => sum + value * b[n]!, 0)
  expect(store.cosines(direction(a), [1])[0]).toBeCloseTo(cosine, 1)
  expect(store.cosines(direction(a), [0])[0]).toBeCloseTo(1, 3)
  expect(store.cosines(direction(new Float64Array(dimensions)), [0])[0]).toBe(0)
})

it('finds kept slots under their new numbers after a compaction', () => {
  const compacted = storeOf(cluster(units, 45))
  compacted.compact((slot) => slot % 2 === 1)
  const query = vectors[101]!
  expect(best(compacted, query, false)[0]).toBe(50)
  expect(compacted.cosines(direction(query), [50])[0]).toBe(store.cosines(direction(query), [101])[0])
})
