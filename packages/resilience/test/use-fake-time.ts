import { afterEach, beforeEach, vi } from 'vitest'

/** Puts timers, clocks and AbortSignal.timeout, which vitest leaves alone, under the hand of each test of a file. */
export function useFakeTime(): void {
  beforeEach(() => {
    vi.useFakeTimers()
    vi.spyOn(AbortSignal, 'timeout').mockImplementation((timeoutMs) => {
      const controller = new AbortController()
      setTimeout(() => controller.abort(), timeoutMs)
      return controller.signal
    })
  })
  afterEach(() => {
    vi.useRealTimers()
    vi.restoreAllMocks()
  })
}
