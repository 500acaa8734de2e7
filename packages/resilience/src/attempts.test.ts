import { expect, it } from 'vitest'
import { backoffMs } from './attempts.ts'
import { predefined } from './predefined.ts'

it.each(['database', 'external', 'embeddings'] as const)('background work of %s waits 1, 2 and 4 s', (kind) => {
  const { retries, retryDelayMs } = predefined[kind]
  const waits = (random: number) => [...Array(retries).keys()].map((retry) => backoffMs(retryDelayMs, retry, random))
  expect(waits(0.5)).toEqual([1_000, 2_000, 4_000])
  expect(waits(0)).toEqual([750, 1_500, 3_000])
  expect(waits(1)).toEqual([1_250, 2_500, 5_000])
})
