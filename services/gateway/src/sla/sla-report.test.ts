import { latencyEdgesMs } from '@inkling/telemetry'
import { expect, it } from 'vitest'
import { slaPage } from './sla-page.ts'
import { slaReport, windowMinutes } from './sla-report.ts'

const latency = (within: number, slow = 0) => [within, ...latencyEdgesMs.slice(1).map(() => 0), slow]
const counts = { class: 'search', total: 1_000, errors: 4, latency: latency(896, 100) } as const
const atMs = Date.UTC(2026, 10, 29, 12)
const day = { ...counts, period: '2026-11-29' }
const report = slaReport(
  {
    windows: windowMinutes.map((minutes) => ({ ...counts, minutes })),
    days: [day],
    months: [{ ...day, period: '2026-11' }],
  },
  atMs,
  'acme <&>',
)
const objective = (name: string) => report.objectives.find((one) => one.name === name)

it('an objective tells what was measured, the budget that is left and how fast it burns', () => {
  expect(objective('availability')).toMatchObject({ total: 1_000, good: 996, measured: 0.996, isMet: false })
  expect(objective('availability')?.budget.allowed).toBeCloseTo(1)
  expect(objective('availability')?.budget.left).toBeCloseTo(-3)
  expect(objective('availability')?.burnRates['1h']).toBeCloseTo(4)
  expect(objective('errors')).toMatchObject({ measured: 0.996, isMet: true })
  expect(objective('p95-search')).toMatchObject({ total: 996, good: 896, isMet: false })
})

it('an objective without an answer is met, and its budget is whole', () => {
  expect(objective('p95-predict')).toMatchObject({ total: 0, isMet: true, budget: { left: 1 } })
  expect(objective('p95-predict')).not.toHaveProperty('measured')
})

it('days and months tell each objective', () => {
  expect(report.days).toMatchObject([{ period: '2026-11-29', objectives: { availability: { good: 996 } } }])
  expect(report.months).toMatchObject([{ period: '2026-11' }])
})

it('the page stands alone, escapes what it shows, and never rounds a missed objective up', () => {
  const page = slaPage(report)
  expect(page).toContain('Requests of acme &lt;&amp;&gt;, as of 2026-11-29 12:00 UTC')
  expect(page).toContain('99.6 %')
  expect(page).not.toMatch(/<script|src=|href=/)
  const nearly = { ...counts, total: 1_000_000, errors: 1_001 }
  const missed = slaReport(
    { windows: windowMinutes.map((minutes) => ({ ...nearly, minutes })), days: [], months: [] },
    0,
  )
  expect(slaPage(missed)).toContain('99.899 %')
  expect(slaPage(missed)).toContain('No answers were counted yet.')
})
