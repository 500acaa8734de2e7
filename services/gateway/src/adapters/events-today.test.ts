import { expect, it } from 'vitest'
import { EventsToday } from './events-today.ts'

const dayMs = 86_400_000

function counting() {
  const state = { nowMs: 20_000 * dayMs + 1_000, others: 0, reads: 0, isAway: false }
  const today = new EventsToday(
    async (tenantId, since) => {
      state.reads++
      if (state.isAway) throw new Error('away')
      expect([tenantId, since.getTime()]).toEqual(['acme', 20_000 * dayMs])
      return state.others
    },
    () => state.nowMs,
  )
  return { today, state, used: () => today.of('acme', 100) }
}

it('what this process stored counts at once, and what others stored as it was read', async () => {
  const { today, state, used } = counting()
  state.others = 7
  today.add('acme', 3)
  expect(await used()).toBe(10)
  today.add('acme', 5)
  expect(await used()).toBe(15)
  expect(state.reads).toBe(1)
})

it('the events of one tenant count for no other', async () => {
  const today = new EventsToday(
    async () => 0,
    () => 20_000 * dayMs,
  )
  today.add('acme', 3)
  today.add('globex', 5)
  expect([await today.of('acme', 100), await today.of('globex', 100), await today.of('acme', 100)]).toEqual([3, 5, 3])
})

it('all requests that come before the first answer of Postgres wait for it', async () => {
  const { state, used } = counting()
  state.others = 7
  expect(await Promise.all([used(), used()])).toEqual([7, 7])
  expect(state.reads).toBe(1)
})

it('a tenant is read again every 15 s, and every 5 s from half of its limit on', async () => {
  const { today, state, used } = counting()
  await used()
  state.nowMs += 14_000
  await used()
  expect(state.reads).toBe(1)
  today.add('acme', 50)
  await used()
  expect(state.reads).toBe(2)
  state.nowMs += 4_999
  await used()
  expect(state.reads).toBe(2)
  state.nowMs += 1
  await used()
  expect(state.reads).toBe(3)
})

it('the last number that was read counts while Postgres is unavailable', async () => {
  const { state, used } = counting()
  state.others = 60
  await used()
  state.isAway = true
  state.nowMs += 15_000
  await used()
  expect(await used()).toBe(60)
})

it('a day begins at zero at midnight UTC', async () => {
  const { today, state } = counting()
  const empty = new EventsToday(
    async () => 0,
    () => state.nowMs,
  )
  empty.add('acme', 9)
  expect(today.secondsLeft).toBe(86_399)
  state.nowMs += dayMs
  expect(await empty.of('acme', 100)).toBe(0)
})
