import { expect, it } from 'vitest'
import { oldMonths } from './old-months.ts'

const nowMs = Date.parse('2026-11-29T12:00:00Z')
const attached = ['2024-01', '2025-10', '2026-10', '2026-11'].map((month) => ({ month, state: 'attached' as const }))
const chosen = (own: object, archived: Parameters<typeof oldMonths>[1] = [], months = attached) =>
  oldMonths(months, archived, { asked: undefined, afterDays: undefined, nowMs, ...own }).map(({ month }) => month)

it('chooses the months that ended long enough ago, the oldest first', () => {
  expect(chosen({ afterDays: 365 })).toEqual(['2024-01', '2025-10'])
  expect(chosen({ afterDays: 393 })).toEqual(['2024-01', '2025-10'])
  expect(chosen({ afterDays: 394 })).toEqual(['2024-01'])
})

it('chooses no month without a number of days, and those asked for whatever their age', () => {
  expect(chosen({})).toEqual([])
  expect(chosen({ asked: ['2026-10', '2024-01'] })).toEqual(['2024-01', '2026-10'])
})

it('never chooses a month that has not ended', () => {
  expect(chosen({ asked: ['2026-11'] })).toEqual([])
})

it('leaves a month alone for 30 days after it was restored, unless it is asked for', () => {
  const restored = (daysAgo: number) => [
    { month: '2024-01', restoredAt: new Date(nowMs - daysAgo * 86_400_000).toISOString() },
  ]
  expect(chosen({ afterDays: 365 }, restored(29))).toEqual(['2025-10'])
  expect(chosen({ afterDays: 365 }, restored(31))).toEqual(['2024-01', '2025-10'])
  expect(chosen({ asked: ['2024-01'] }, restored(29))).toEqual(['2024-01'])
})

it('finishes a month that is leaving, before events of it that came meanwhile', () => {
  const months = [...attached, { month: '2024-01', state: 'leaving' as const }]
  const found = oldMonths(months, [], { asked: ['2024-01'], afterDays: undefined, nowMs })
  expect(found.map(({ state }) => state)).toEqual(['leaving', 'attached'])
  expect(oldMonths(months, [], { asked: undefined, afterDays: undefined, nowMs })).toHaveLength(1)
})
