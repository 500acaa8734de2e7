import { calls } from '@inkling/contracts'
import { expect, it } from 'vitest'
import { newTenant } from '../support/callers.ts'
import { eventually } from '../support/eventually.ts'

const weekMs = 7 * 86_400_000
const site = await newTenant({ plan: 'scale' })
/** Six weeks of visits to other pages at all hours, and a report that three people read at the same hour each week. */
const lastWeekMs = Date.now() - weekMs
const hourOf = new Date(lastWeekMs)
const anytime = Array.from({ length: 900 }, (_, n) => ({
  ...{ type: 'view', userId: `u${n % 30}`, itemId: `page ${n % 5}` },
  occurredAt: new Date(lastWeekMs - ((n * 7_919) % 1_000) * (weekMs / 200)).toISOString(),
}))
const weekly = Array.from({ length: 15 }, (_, n) => ({
  ...{ type: 'view', userId: `reader ${n % 3}`, itemId: 'weekly report' },
  occurredAt: new Date(lastWeekMs - Math.floor(n / 3) * weekMs).toISOString(),
}))
const { headers } = await site.call(calls.postEvents, { body: [...anytime, ...weekly] })
const token = { 'consistency-token': headers.get('consistency-token') ?? '' }
// The model holds the events before patterns are asked for, because their list is kept for minutes.
await eventually(async () =>
  expect((await site.call(calls.predict, { body: {}, headers: token })).body.meta.degraded).toBeNull(),
)

it('reports the item that is used at an hour of the week, with support, strength and words', async () => {
  const { data } = (await site.call(calls.listPatterns)).body
  const pattern = data.find(({ itemId }) => itemId === 'weekly report')
  expect(pattern).toMatchObject({
    ...{ hour: hourOf.getUTCHours(), dayOfWeek: ((hourOf.getUTCDay() + 6) % 7) + 1 },
    ...{ uses: 15, users: 3, weeks: 5, share: 1 },
    text: expect.stringMatching(/^weekly report is used on \w+days at \d+ UTC, [\d.]+ times as often as other items$/),
  })
})

it('a tenant without events has no patterns', async () => {
  expect((await (await newTenant()).call(calls.listPatterns)).body.data).toEqual([])
})
