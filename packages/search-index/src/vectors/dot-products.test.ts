import { seededRandom } from '@inkling/learning'
import { expect, it } from 'vitest'
import { dotProducts, nearestOthers, paddedWidth } from './dot-products.ts'

const random = seededRandom(3)
const bytes = (length: number): Int8Array => Int8Array.from({ length }, () => Math.round(254 * random()) - 127)
const dot = (a: Int8Array, b: Int8Array): number => a.reduce((sum, value, i) => sum + value * b[i]!, 0)
const rowsOf = (all: Int8Array, width: number): Int8Array[] =>
  Array.from({ length: all.length / width }, (_, n) => all.subarray(n * width, (n + 1) * width))

it('multiplies any number of vectors of any length exactly', () => {
  for (const dimensions of [1, 8, 100, 256, 1536]) {
    const width = paddedWidth(dimensions)
    const query = bytes(dimensions)
    for (const count of [0, 1, 3, 4, 5, 700]) {
      const vectors = bytes(count * width)
      const expected = rowsOf(vectors, width).map((vector) => dot(query, vector))
      expect([...dotProducts(query, vectors, width, count).subarray(0, count)]).toEqual(expected)
    }
  }
})

it('assigns each vector to the first of the greatest products', () => {
  const width = 256
  const distinct = bytes(20 * width)
  const others = Int8Array.from([...distinct, ...distinct])
  const vectors = bytes(1_001 * width)
  const expected = rowsOf(vectors, width).map((vector) => {
    const products = rowsOf(distinct, width).map((other) => dot(vector, other))
    return products.indexOf(Math.max(...products))
  })
  expect([...nearestOthers({ vectors, count: 1_001 }, { vectors: others, count: 40 }, width)]).toEqual(expected)
})
