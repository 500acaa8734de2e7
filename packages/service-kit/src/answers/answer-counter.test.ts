import type { ServiceMinute } from '@inkling/database'
import { latencyEdgesMs } from '@inkling/telemetry'
import { expect, it } from 'vitest'
import { AnswerCounter } from './answer-counter.ts'

function counting(maxRows?: number) {
  const stored = new Map<string, ServiceMinute>()
  const state = { nowMs: 600_000, isAway: false, statements: 0, dropped: 0 }
  const counter = new AnswerCounter({
    store: async (source, minutes) => {
      state.statements++
      if (state.isAway) throw new Error('away')
      for (const row of minutes)
        stored.set(`${source} ${row.tenantId} ${row.class} ${row.minute}`, structuredClone(row))
    },
    onDropped: (rows) => {
      state.dropped += rows
    },
    nowMs: () => state.nowMs,
    ...(maxRows !== undefined && { maxRows }),
  })
  const answer = (elapsedMs = 5, isError = false, tenantId = 'acme') =>
    counter.add({ tenantId, class: 'predict', isError, elapsedMs })
  return { counter, state, answer, stored: () => [...stored.values()] }
}
const latency = (byEdge: Readonly<Record<number, number>>) =>
  [...latencyEdgesMs, Number.POSITIVE_INFINITY].map((edge) => byEdge[edge] ?? 0)

it('answers are counted by minute, errors apart from latencies, and an answer at an edge is within it', async () => {
  const { counter, answer, stored } = counting()
  for (const elapsedMs of [10, 10.1, 500, 2_501]) answer(elapsedMs)
  answer(1, true)
  await counter.flush()
  const counts = { total: 5, errors: 1, events: 0, latency: latency({ 10: 1, 25: 1, 500: 1, Infinity: 1 }) }
  expect(stored()).toEqual([{ tenantId: 'acme', class: 'predict', minute: 600, ...counts }])
})

it('what Postgres did not take is stated again, and a minute that ended is stated once more at most', async () => {
  const { counter, state, answer, stored } = counting()
  answer()
  state.isAway = true
  await expect(counter.flush()).rejects.toThrow('away')
  answer()
  state.isAway = false
  await counter.flush()
  state.nowMs += 60_000
  await counter.flush()
  expect(stored()).toMatchObject([{ total: 2 }])
  const { statements } = state
  await counter.flush()
  expect(state.statements).toBe(statements)
})

it('a clock that goes back does not replace a stored minute', async () => {
  const { counter, state, answer, stored } = counting()
  answer()
  state.nowMs += 60_000
  await counter.flush()
  state.nowMs -= 60_000
  answer()
  await counter.flush()
  expect(stored().map(({ minute, total }) => [minute, total])).toEqual([
    [600, 1],
    [660, 1],
  ])
})

it('while Postgres is away, the oldest counts are dropped and reported', async () => {
  const { counter, state, answer, stored } = counting(2)
  for (const tenantId of ['first', 'second', 'third']) answer(1, false, tenantId)
  expect(state.dropped).toBe(1)
  await counter.close()
  expect(stored().map(({ tenantId }) => tenantId)).toEqual(['second', 'third'])
})
