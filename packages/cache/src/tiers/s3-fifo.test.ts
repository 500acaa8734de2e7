import fc from 'fast-check'
import { expect, it } from 'vitest'
import { S3Fifo } from './s3-fifo.ts'

/** Asks for each key, and adds it if it is missing. Returns the share that was there. */
function hitRatio(map: S3Fifo<number>, keys: readonly number[], max: number): number {
  let hits = 0
  for (const key of keys) {
    if (map.get(`${key}`) !== undefined) hits++
    else map.set(`${key}`, key, 1)
    while (map.size > max) map.evict()
  }
  return hits / keys.length
}

it('a scan evicts no entry in use', () => {
  const map = new S3Fifo<number>()
  const hot = Array.from({ length: 50 }, (_, n) => n)
  for (const _ of [1, 2, 3]) hitRatio(map, hot, 100)
  hitRatio(
    map,
    Array.from({ length: 10_000 }, (_, n) => 1_000 + n),
    100,
  )
  expect(hot.filter((key) => map.peek(`${key}`) !== undefined)).toEqual(hot)
})

it('a loop that is longer than the map still hits', () => {
  const loop = Array.from({ length: 20_000 }, (_, n) => n % 120)
  expect(hitRatio(new S3Fifo(), loop, 100)).toBeGreaterThan(0.5)
})

it('an id that returns soon after it left is kept longer than new ones', () => {
  const map = new S3Fifo<number>()
  hitRatio(
    map,
    Array.from({ length: 12 }, (_, n) => n),
    10,
  )
  expect(map.peek('0')).toBeUndefined()
  hitRatio(map, [0, ...Array.from({ length: 9 }, (_, n) => 100 + n)], 10)
  expect(map.peek('0')).toBe(0)
})

const operation = fc.record({
  kind: fc.constantFrom('set', 'set', 'get', 'delete', 'evict'),
  id: fc.nat(20).map(String),
  bytes: fc.nat(50),
})

const operationOf = (text: string) => {
  const [kind, id = ''] = text.split(' ')
  return { kind: kind as 'set' | 'get' | 'delete' | 'evict', id, bytes: 0 }
}

type Apply = (map: S3Fifo<number>, plain: Map<string, number>, id: string, bytes: number) => void
const apply: Readonly<Record<'set' | 'get' | 'delete' | 'evict', Apply>> = {
  set(map, plain, id, bytes) {
    map.set(id, bytes, bytes)
    plain.set(id, bytes)
  },
  get: (map, plain, id) => expect(map.get(id)).toBe(plain.get(id)),
  delete(map, plain, id) {
    map.delete(id)
    plain.delete(id)
  },
  evict(map, plain) {
    map.evict()
    const gone = [...plain.keys()].filter((held) => map.peek(held) === undefined)
    expect(gone).toHaveLength(Math.min(1, plain.size))
    for (const evicted of gone) plain.delete(evicted)
    expect(map.ghosts).toBeLessThanOrEqual(map.size)
  },
}

it('after any operations the map holds what a plain one holds, evicts one entry at a time, and remembers no more ids than it holds', () => {
  fc.assert(
    fc.property(fc.array(operation, { maxLength: 300 }), (operations) => {
      const map = new S3Fifo<number>()
      const plain = new Map<string, number>()
      for (const { kind, id, bytes } of operations) {
        apply[kind](map, plain, id, bytes)
        expect(map.size).toBe(plain.size)
        expect(map.bytes).toBe([...plain.values()].reduce((sum, size) => sum + size, 0))
      }
    }),
    // Entries that are deleted leave no room for ids that left before.
    { examples: [[['set 0', 'set 2', 'evict 0', 'delete 2', 'evict 0'].map(operationOf)]] },
  )
})
