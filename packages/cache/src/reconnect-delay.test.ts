import { expect, it } from 'vitest'
import { reconnectDelayMs } from './reconnect-delay.ts'

it('the delay before a reconnect doubles from 100 ms and never exceeds 2 s, however long the outage', () => {
  expect([1, 2, 3, 4, 5, 6, 7, 100_000].map(reconnectDelayMs)).toEqual([100, 200, 400, 800, 1_600, 2_000, 2_000, 2_000])
})
