import { expect, test as it } from 'vitest'
import { accuracy } from './accuracy.ts'

const judgements = new Map([
  [
    'q',
    new Map([
      ['a', 2],
      ['b', 1],
      ['c', 0],
    ]),
  ],
  ['r', new Map([['a', 1]])],
])
const measured = (found: readonly string[], id = 'q') => accuracy([{ id, found }], judgements)

it('a perfect ranking scores 1, an empty one 0', () => {
  expect(measured(['a', 'b', 'c'])).toEqual({ ndcgAt10: 1, map: 1, recallAt100: 1 })
  expect(measured([])).toEqual({ ndcgAt10: 0, map: 0, recallAt100: 0 })
})

it('nDCG uses grades and ranks, average precision only ranks', () => {
  const { ndcgAt10, map } = measured(['b', 'x', 'a'])
  expect(ndcgAt10).toBeCloseTo((1 + 2 / Math.log2(4)) / (2 + 1 / Math.log2(3)))
  expect(map).toBeCloseTo((1 + 2 / 3) / 2)
})

it('each measure looks only as deep as its definition', () => {
  const others = Array.from({ length: 999 }, (_, n) => `x${n}`)
  expect(measured([...others.slice(0, 10), 'a'], 'r')).toEqual({ ndcgAt10: 0, map: 1 / 11, recallAt100: 1 })
  expect(measured([...others.slice(0, 100), 'a'], 'r')).toMatchObject({ map: 1 / 101, recallAt100: 0 })
  expect(measured([...others, 'y', 'a'], 'r')).toMatchObject({ map: 0 })
})

it('accuracy is the mean over queries', () => {
  const runs = [
    { id: 'q', found: ['a', 'b'] },
    { id: 'r', found: [] },
  ]
  expect(accuracy(runs, judgements)).toEqual({ ndcgAt10: 0.5, map: 0.5, recallAt100: 0.5 })
})
