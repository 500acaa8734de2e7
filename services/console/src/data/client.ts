import { createClient } from '@inkling/client'

/** Says that a request comes from the console: only then its session counts. */
export const consoleHeaders = { 'x-inkling-console': '1' } as const

/** The API, with the session of this browser instead of a key. */
export const client = createClient({ url: location.origin, headers: consoleHeaders, retries: 1, maxWaitMs: 5_000 })
