import { expect, it } from 'vitest'
import { reasonToBlock } from './quality-loss.ts'

const same = { cases: 500, before: 0.4, after: 0.4 }

it('blocks a change that loses more than 0.5 % of the quality, and names the part and the share', () => {
  expect(reasonToBlock({ queries: same, predictions: { ...same, after: 0.39 } })).toBe(
    'Replaying recent uses loses 2.5 % of the quality of predictions; at most 0.5 % may be lost',
  )
  expect(reasonToBlock({ queries: { ...same, after: 0.3 }, predictions: { ...same, after: 0.3 } })).toContain(
    '25.0 % of the quality of queries and 25.0 % of the quality of predictions',
  )
})

it.each([
  ['a smaller loss', { ...same, after: 0.3985 }],
  ['a gain', { ...same, after: 0.5 }],
  ['few cases', { cases: 99, before: 0.4, after: 0.1 }],
  ['no quality before', { cases: 500, before: 0, after: 0 }],
])('lets %s pass', (_, replay) => {
  expect(reasonToBlock({ queries: replay, predictions: replay })).toBeUndefined()
})
