import { afterEach, beforeEach, vi } from 'vitest'

/** Each test of the file advances timers and clocks itself. */
export function useFakeTime(): void {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => {
    vi.useRealTimers()
    vi.restoreAllMocks()
  })
}
