import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { slos } from '@inkling/telemetry'
import { expect, it } from 'vitest'
import { kinds, weights } from './lib/kinds.ts'
import { randomOf, zipf } from './lib/random.ts'
import { p95Ms, p99Ms } from './objectives.ts'

const folder = fileURLToPath(new URL('.', import.meta.url))
const texts = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
  .map((name) => readFileSync(folder + name, 'utf8'))

it('thresholds are the service-level objectives', () => {
  const within = Object.fromEntries(slos.map(({ name, withinMs }) => [name, withinMs]))
  const { predictions, suggestions, searches } = p95Ms
  expect([predictions, suggestions, searches]).toEqual([
    within['p95-predict'],
    within['p95-suggest'],
    within['p95-search'],
  ])
  expect(p99Ms).toBe(within.p99)
})

it('the weights of the mix are its percentages', () => {
  expect(kinds.reduce((sum, kind) => sum + weights[kind], 0)).toBe(100)
})

it('the n-th draw is the same in each run, and other draws differ', () => {
  const draws = Array.from({ length: 1_000 }, (_, n) => randomOf(n)())
  expect(randomOf(7)()).toBe(draws[7])
  expect(new Set(draws).size).toBe(1_000)
  const mean = draws.reduce((sum, draw) => sum + draw, 0) / 1_000
  expect(Math.abs(mean - 0.5)).toBeLessThan(0.05)
})

it('ranks are drawn in proportion to 1 / rank, and never beyond the last one', () => {
  const counts = Array.from({ length: 8 }, () => 0)
  for (let n = 0; n < 8_000; n++) {
    const rank = zipf(8, () => (n + 0.5) / 8_000)
    counts[rank] = (counts[rank] ?? 0) + 1
  }
  expect((counts[0] ?? 0) / (counts[3] ?? 0)).toBeGreaterThan(3)
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(8_000)
})

it('scripts await each sleep, which is asynchronous in the host', () => {
  const calls = texts.flatMap((text) => text.match(/.{0,10}\bsleep\([^)]/g) ?? [])
  expect(calls.length).toBeGreaterThan(0)
  for (const call of calls) expect(call).toMatch(/await sleep|=> sleep/)
})
