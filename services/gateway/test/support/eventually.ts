import { vi } from 'vitest'

/** Repeats `check` every 25 ms until it no longer throws. After `timeoutMs` it fails with the last error. */
export const eventually = <T>(check: () => T | Promise<T>, timeoutMs = 10_000): Promise<T> =>
  vi.waitFor(check, { timeout: timeoutMs, interval: 25 })
