import { vi } from 'vitest'

/** Asks again every 25 ms until `check` no longer throws; after `timeoutMs` fails as it last did. */
export const eventually = <T>(check: () => T | Promise<T>, timeoutMs = 10_000): Promise<T> =>
  vi.waitFor(check, { timeout: timeoutMs, interval: 25 })
