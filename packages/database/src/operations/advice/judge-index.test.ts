import { expect, it } from 'vitest'
import { type CountedStatement, judgeIndex, type WatchedIndex } from './judge-index.ts'

const leastMs = 600_000
const counted = (queryId: string, calls: number, meanMs: number, writes = false): CountedStatement => ({
  ...{ role: 'inkling_search', queryId, calls, totalMs: calls * meanMs, writes },
})
/** Its statement took 100 ms, and 10 ms are promised. */
const index: WatchedIndex = {
  ...{ role: 'inkling_search', queryId: 'reads', beforeMs: 100, promisedMs: 10, watchedMs: leastMs },
  baseline: [counted('reads', 1_000, 100), counted('writes', 1_000, 1, true)],
}
/** So many further calls, which took so long each. */
const after = (reads: [number, number], writes: [number, number] = [0, 0]) => [
  { ...counted('reads', 1_000 + reads[0], 0), totalMs: 100_000 + reads[0] * reads[1] },
  { ...counted('writes', 1_000 + writes[0], 0, true), totalMs: 1_000 + writes[0] * writes[1] },
]

it('keeps an index whose statement gains at least half of the promise', () => {
  expect(judgeIndex(index, after([20, 50]), leastMs)).toEqual({ kind: 'keep', measuredMs: 50 })
})

it('drops an index whose statement gains less than half of the promise', () => {
  expect(judgeIndex(index, after([20, 60]), leastMs)).toMatchObject({
    ...{ kind: 'drop', measuredMs: 60, reason: 'The statement gained less than half of the promise' },
  })
})

it('waits for twenty calls, and for the time to pass', () => {
  expect(judgeIndex(index, after([19, 10]), leastMs)).toEqual({ kind: 'wait' })
  expect(judgeIndex({ ...index, watchedMs: leastMs - 1 }, after([20, 10]), leastMs)).toEqual({ kind: 'wait' })
})

it('after a day judges by the calls there were, and drops the index if there was none', () => {
  const day = { ...index, watchedMs: 24 * 3_600_000 }
  expect(judgeIndex(day, after([1, 10]), leastMs)).toEqual({ kind: 'keep', measuredMs: 10 })
  expect(judgeIndex(day, after([0, 0]), leastMs)).toMatchObject({
    ...{ kind: 'drop', reason: 'The statement was not called for a day' },
  })
})

it('drops an index that costs writers more than it gains', () => {
  expect(judgeIndex(index, after([20, 10], [10_000, 1.31]), leastMs)).toMatchObject({
    ...{ kind: 'drop', reason: 'Writes lost more time than the statement gained' },
  })
  expect(judgeIndex(index, after([20, 10], [1_000, 1.31]), leastMs)).toMatchObject({ kind: 'keep' })
})

it('takes a rise of writers by less than a third for chance', () => {
  expect(judgeIndex(index, after([20, 10], [100_000, 1.29]), leastMs)).toMatchObject({ kind: 'keep' })
})

it('counts again if the counts were reset', () => {
  expect(judgeIndex(index, [], leastMs)).toEqual({ kind: 'count again' })
})
