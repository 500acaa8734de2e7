import { queryObjects } from 'node:v8'
import { expect, it } from 'vitest'
import { FifoQueue } from './fifo-queue.ts'
import { OldestFirst } from './oldest-first.ts'

it('a queue of which nothing is taken holds no values that were removed, beyond as many as are in it', () => {
  class Value {}
  const queue = new FifoQueue<Value>()
  for (let n = 0; n < 20_000; n++) {
    queue.add(`${n}`, { value: new Value(), bytes: 1, uses: 0, heat: 0 })
    const old = queue.slots.get(`${n - 100}`)
    if (old) queue.remove(`${n - 100}`, old)
  }
  expect(queue.slots.size).toBe(100)
  // It collects garbage first.
  expect(queryObjects(Value, { format: 'count' })).toBeLessThanOrEqual(2 * queue.slots.size + 1)
})

it('the oldest element is found after any deletions', () => {
  const all = new Set<number>()
  const oldest = new OldestFirst(all)
  for (let n = 0; n < 10_000; n++) {
    all.add(n)
    if (n % 3 === 1 && all.delete(n - 1)) oldest.noteDeletion()
    if (n % 7 !== 6) continue
    const [first] = all
    expect(oldest.next()).toBe(first)
    if (first !== undefined) all.delete(first)
  }
})

it('an empty collection has no oldest element, and one that is filled again has', () => {
  const all = new Set(['a'])
  const oldest = new OldestFirst(all)
  expect(oldest.next()).toBe('a')
  all.clear()
  expect(oldest.next()).toBeUndefined()
  all.add('b')
  expect(oldest.next()).toBe('b')
})
