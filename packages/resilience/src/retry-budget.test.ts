import { expect, it } from 'vitest'
import { RetryBudget } from './retry-budget.ts'

const spendAll = (budget: RetryBudget) => {
  let spent = 0
  while (budget.spend()) spent++
  return spent
}

it('a retry budget limits retries to their share of the calls once the burst is spent', () => {
  const budget = new RetryBudget(0.125, 10)
  expect(spendAll(budget)).toBe(10)
  for (let call = 0; call < 40; call++) budget.earn()
  expect(spendAll(budget)).toBe(5)
})

it('a retry budget saves up no more than the burst', () => {
  const budget = new RetryBudget(0.5, 3)
  for (let call = 0; call < 1_000; call++) budget.earn()
  expect(spendAll(budget)).toBe(3)
})

it.each([0, 1])('a retry budget accepts the ratio %d', (ratio) => {
  expect(() => new RetryBudget(ratio)).not.toThrow()
})

it.each([-0.1, 1.5, Number.NaN])('a retry budget rejects the ratio %d and prints it', (ratio) => {
  expect(() => new RetryBudget(ratio)).toThrow(`must be 0 to 1, got ${ratio}`)
})
