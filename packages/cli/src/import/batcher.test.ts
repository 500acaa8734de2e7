import { describe, expect, it } from 'vitest'
import { Batcher } from './batcher.ts'
import { Tally } from './tally.ts'

function batchesOf(lengths: readonly number[], limits: { size: number; length: number }, resumeAfterLine = 0) {
  const batcher = new Batcher<object>(limits, resumeAfterLine, new Tally())
  for (const [index, length] of lengths.entries()) batcher.put(index + 1, {}, length)
  batcher.close()
  return batcher.takeFull().map(({ lines }) => lines)
}

describe('Batcher', () => {
  it('a batch holds no more values than its size', () => {
    expect(batchesOf([1, 1, 1, 1, 1], { size: 2, length: 100 })).toEqual([[1, 2], [3, 4], [5]])
  })

  it('a batch is no longer than its length, unless a single line is longer', () => {
    expect(batchesOf([6, 4, 5, 50, 1], { size: 9, length: 10 })).toEqual([[1, 2], [3], [4], [5]])
  })

  it('a batch leaves out lines that were acknowledged before', () => {
    expect(batchesOf([1, 1, 1], { size: 2, length: 100 }, 2)).toEqual([[3]])
  })
})
