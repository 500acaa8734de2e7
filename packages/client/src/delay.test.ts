import { expect, it, vi } from 'vitest'
import { delay } from './delay.ts'

it('a delay ends after its time, and early with the reason of an aborted signal', async () => {
  vi.useFakeTimers()
  const ended = vi.fn()
  const waiting = delay(1_000).then(ended)
  await vi.advanceTimersByTimeAsync(999)
  expect(ended).not.toHaveBeenCalled()
  await vi.advanceTimersByTimeAsync(1)
  await waiting
  const controller = new AbortController()
  const stopped = expect(delay(1_000, controller.signal)).rejects.toThrow('enough')
  controller.abort(new Error('enough'))
  await stopped
  await expect(delay(1_000, controller.signal)).rejects.toThrow('enough')
  expect(vi.getTimerCount()).toBe(0)
  vi.useRealTimers()
})
