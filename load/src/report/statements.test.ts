import { expect, it } from 'vitest'
import { p95OfMeans } from './statements.ts'

const statement = (calls: number, meanMs: number) => ({ query: '', calls, meanMs, maxMs: 0, totalMs: 0 })

it('one of twenty executions may take longer than the p95 of the means', () => {
  expect(p95OfMeans([statement(5, 100), statement(95, 1)])).toBe(1)
  expect(p95OfMeans([statement(6, 100), statement(94, 1)])).toBe(100)
  expect(p95OfMeans([])).toBe(0)
})
