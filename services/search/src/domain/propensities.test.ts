import { expect, it } from 'vitest'
import { propensities } from './propensities.ts'

it('falls with the place, counted over the pages before', () => {
  expect(propensities(0, 3)).toEqual([1, 1 / 2, 1 / 3])
  expect(propensities(3, 1)).toEqual([1 / 4])
})
