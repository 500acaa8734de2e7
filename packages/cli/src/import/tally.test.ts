import { expect, it } from 'vitest'
import { Tally } from './tally.ts'

const rejection = (index: number) => ({
  index,
  code: 'format',
  pointer: '/occurredAt',
  detail: 'must be a time',
})

it('a tally adds up the answers to all batches', () => {
  const tally = new Tally()
  tally.acknowledge([2, 3], { accepted: 1, duplicates: 0, rejected: [rejection(1)] })
  tally.acknowledge([4, 5, 6], { accepted: 1, duplicates: 2, rejected: [] })
  expect(tally).toMatchObject({ accepted: 2, duplicates: 2, rejectedCount: 1, answered: 5 })
  expect([...tally.rejected.values()]).toEqual([
    { code: 'format', pointer: '/occurredAt', count: 1, firstLines: [3], detail: 'must be a time' },
  ])
})

it('a tally counts rejections of each field apart', () => {
  const tally = new Tally()
  const rejected = ['/title', '/tags', '/tags'].map((pointer, index) => ({
    index,
    code: 'type',
    pointer,
    detail: 'no',
  }))
  tally.acknowledge([7, 8, 9], { accepted: 0, duplicates: 0, rejected })
  expect([...tally.rejected.values()].map(({ pointer, count }) => [pointer, count])).toEqual([
    ['/title', 1],
    ['/tags', 2],
  ])
})

it('a tally names the first five lines of each reason', () => {
  const tally = new Tally()
  for (let line = 2; line < 10; line++) tally.skip(line, 'bot')
  expect(tally.skipped.get('bot')).toEqual({ count: 8, firstLines: [2, 3, 4, 5, 6] })
})

it('only rejected lines and faulty lines are faults', () => {
  const [asset, malformed, rejected] = [new Tally(), new Tally(), new Tally()]
  asset.skip(1, 'asset')
  malformed.skip(1, 'malformed')
  rejected.acknowledge([1], { accepted: 0, duplicates: 0, rejected: [rejection(0)] })
  expect([asset, malformed, rejected].map(({ hasFaults }) => hasFaults)).toEqual([false, true, true])
})
