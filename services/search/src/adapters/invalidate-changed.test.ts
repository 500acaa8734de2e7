import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { invalidateChanged } from './invalidate-changed.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const invalidate = vi.fn(async () => true)
beforeEach(() => void invalidate.mockClear())

it('invalidates the changed items and lists at once, and suggestions again a second after the last change', () => {
  const { changed } = invalidateChanged(invalidate)
  changed('acme', ['a', 'b'], true)
  expect(invalidate.mock.calls).toEqual([['acme', ['items', 'items/a', 'items/b']]])
  vi.advanceTimersByTime(900)
  changed('acme', ['c'], true)
  vi.advanceTimersByTime(999)
  expect(invalidate).toHaveBeenCalledTimes(2)
  vi.advanceTimersByTime(1)
  expect(invalidate).toHaveBeenLastCalledWith('acme', ['suggestions'])
  vi.advanceTimersByTime(10_000)
  expect(invalidate).toHaveBeenCalledTimes(3)
})

it.each([
  ['many items', Array.from({ length: 101 }, (_, n) => `i${n}`), true],
  ['what an index missed', ['a'], false],
])('invalidates %s by one tag', (_name, ids, isLive) => {
  const changes = invalidateChanged(invalidate)
  changes.changed('acme', ids, isLive)
  changes.close()
  vi.advanceTimersByTime(10_000)
  expect(invalidate.mock.calls).toEqual([['acme', ['catalogue']]])
})
