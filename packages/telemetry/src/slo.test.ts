import { expect, it } from 'vitest'
import { type AnswerCounts, burnRateOf, complianceOf, latencyEdgesMs, quantileOf, type Slo, slos } from './slo.ts'

const objective = (name: string) => slos.find((slo) => slo.name === name) as Slo
/** Answers by upper edge in ms; Infinity for the slowest. */
const answers = (of: AnswerCounts['class'], byEdge: Readonly<Record<number, number>>, errors = 0): AnswerCounts => {
  const latency = [...latencyEdgesMs, Number.POSITIVE_INFINITY].map((edge) => byEdge[edge] ?? 0)
  return { class: of, total: latency.reduce((sum, count) => sum + count) + errors, errors, latency }
}

it('availability counts the errors of every class', () => {
  const counts = [answers('predict', { 10: 897 }, 3), answers('events', { 10: 99 }, 1)]
  expect(complianceOf(objective('availability'), counts)).toEqual({ total: 1_000, good: 996, measured: 0.996 })
})

it('a latency objective counts its own class, and an answer at the edge is good', () => {
  const counts = [answers('search', { 300: 95, 400: 5 }, 7), answers('predict', { [Number.POSITIVE_INFINITY]: 50 })]
  expect(complianceOf(objective('p95-search'), counts)).toEqual({ total: 100, good: 95, measured: 0.95 })
})

it('a burn rate of 1 uses the budget up in exactly the window', () => {
  const counts = [answers('predict', { 10: 999 }, 1)]
  expect(burnRateOf(objective('availability'), complianceOf(objective('availability'), counts))).toBeCloseTo(1)
})

it('without answers nothing is measured and nothing burns', () => {
  const compliance = complianceOf(objective('availability'), [])
  expect(compliance.measured).toBeUndefined()
  expect(burnRateOf(objective('availability'), compliance)).toBe(0)
  expect(quantileOf(0.95, [])).toBeUndefined()
})

it('a quantile is the edge of its bucket, and unknown above the last edge', () => {
  const counts = [answers('search', { 50: 94, 300: 1, [Number.POSITIVE_INFINITY]: 5 })]
  expect(quantileOf(0.95, counts)).toBe(300)
  expect(quantileOf(0.99, counts)).toBeUndefined()
})
