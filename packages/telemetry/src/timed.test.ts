import { expect, it } from 'vitest'
import { timed } from './timed.ts'

it('tells how long work took and returns its result, whether it waits or not', async () => {
  const told: number[] = []
  expect(
    await timed(
      (seconds) => told.push(seconds),
      async () => 'tea',
    ),
  ).toBe('tea')
  expect(
    await timed(
      (seconds) => told.push(seconds),
      () => 'cup',
    ),
  ).toBe('cup')
  expect(told).toEqual([expect.any(Number), expect.any(Number)])
  for (const seconds of told) expect(seconds).toBeGreaterThanOrEqual(0)
})

it('tells how long work took that failed, and passes its error on', async () => {
  const told: number[] = []
  const failing = timed(
    (seconds) => told.push(seconds),
    () => Promise.reject(new Error('no water')),
  )
  await expect(failing).rejects.toThrow('no water')
  expect(told).toHaveLength(1)
})
