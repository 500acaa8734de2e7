import { expect, it } from 'vitest'
import { RetryBudget } from './retry-budget.ts'

const spendAll = (budget: RetryBudget) => {
  let spent = 0
  while (budget.spend()) spent++
  return spent
}

it('retries add at most their share to the load, once the burst is used up', () => {
  const budget = new RetryBudget(0.125, 10)
  expect(spendAll(budget)).toBe(10)
  for (let call = 0; call < 40; call++) budget.earn()
  expect(spendAll(budget)).toBe(5)
})

it('quiet times save up no more than the burst', () => {
  const budget = new RetryBudget(0.5, 3)
  for (let call = 0; call < 1_000; call++) budget.earn()
  expect(spendAll(budget)).toBe(3)
})

it('a share outside 0 to 1 is refused with its value', () => {
  expect(() => new RetryBudget(1.5)).toThrow('got 1.5')
  expect(() => new RetryBudget(Number.NaN)).toThrow('got NaN')
})
