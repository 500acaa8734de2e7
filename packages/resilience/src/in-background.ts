import { AsyncLocalStorage } from 'node:async_hooks'

/**
 * Runs work, and the timers that it starts, as if no request had caused it: its spans and log lines belong to no
 * request. Without it a timer belongs for good to the request that happens to start it, and a timer that starts the
 * next one hands that on.
 */
export const inBackground: <T>(work: () => T) => T = AsyncLocalStorage.snapshot()
