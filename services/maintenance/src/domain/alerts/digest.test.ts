import { expect, it } from 'vitest'
import { digestOf, digestWeek } from './digest.ts'

it.each([
  ['2026-11-30T07:59:59.999Z', '2026-11-23T08:00:00.000Z'],
  ['2026-11-30T08:00:00.000Z', '2026-11-30T08:00:00.000Z'],
  ['2026-12-06T23:00:00.000Z', '2026-11-30T08:00:00.000Z'],
])('at %s the last week ended at %s', (now, end) => {
  const { from, to } = digestWeek(Date.parse(now))
  expect([to.toISOString(), to.getTime() - from.getTime()]).toEqual([end, 7 * 86_400_000])
})

it('counts by alert, the most frequent first, with its latest title', () => {
  const at = (hour: number) => new Date(Date.UTC(2026, 10, 29, hour))
  const fired = (name: string, hour: number) => ({
    name,
    severity: 'warning',
    title: `${name} ${hour}`,
    firedAt: at(hour),
  })
  expect(digestOf([fired('a', 1), fired('b', 2), fired('b', 4), fired('b', 3)])).toEqual([
    { name: 'b', severity: 'warning', title: 'b 4', times: 3, lastFiredAt: at(4).toISOString() },
    { name: 'a', severity: 'warning', title: 'a 1', times: 1, lastFiredAt: at(1).toISOString() },
  ])
})
