import { type CallOptions, createClient, type InklingClient } from '@inkling/client'

/** Those that pages make. With all of them, the union of what they take is too complex for TypeScript (TS2590). */
export type CallId = Exclude<
  keyof InklingClient,
  `${string}Security${string}` | `${string}Robot${string}` | `${string}Plan` | 'listPlans'
>
export type Input<K extends CallId> = Parameters<InklingClient[K]>[0]
export type Answer<K extends CallId> = Awaited<ReturnType<InklingClient[K]>>

/** Says that a request comes from the console: only then its session counts. */
export const consoleHeaders = { 'x-inkling-console': '1' } as const

/** The API, with the session of this browser instead of a key. */
export const client = createClient({ url: location.origin, headers: consoleHeaders, retries: 1, maxWaitMs: 5_000 })

export const ask = <K extends CallId>(id: K, input?: Input<K>, options: CallOptions = {}): Promise<Answer<K>> =>
  (client[id] as (input: unknown, options: CallOptions) => Promise<Answer<K>>)(input, options)
