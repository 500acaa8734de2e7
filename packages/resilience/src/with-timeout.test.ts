import { expect, it, vi } from 'vitest'
import { useFakeTime } from '../test/use-fake-time.ts'
import { withTimeout } from './with-timeout.ts'

useFakeTime()

it('a timeout passes on the result or the error of work that ends in time', async () => {
  expect(await withTimeout(Promise.resolve('answer'), 100)).toBe('answer')
  await expect(withTimeout(Promise.reject(new Error('broken')), 100)).rejects.toThrow('broken')
  expect(vi.getTimerCount()).toBe(0)
})

it('a timeout returns undefined at its time, not before, and ignores a later error', async () => {
  const { promise, reject } = Promise.withResolvers<string>()
  const ended = vi.fn()
  const waiting = withTimeout(promise, 100).then(ended)
  await vi.advanceTimersByTimeAsync(99)
  expect(ended).not.toHaveBeenCalled()
  await vi.advanceTimersByTimeAsync(1)
  await waiting
  expect(ended).toHaveBeenCalledExactlyOnceWith(undefined)
  reject(new Error('too late'))
  await vi.advanceTimersByTimeAsync(0)
})

it('a timeout of 0 ms returns the result of work that has already ended, and undefined for all other work', async () => {
  expect(await withTimeout(Promise.resolve('answer'), 0)).toBe('answer')
  const waiting = withTimeout(new Promise(() => {}), 0)
  await vi.advanceTimersByTimeAsync(1)
  expect(await waiting).toBeUndefined()
})
