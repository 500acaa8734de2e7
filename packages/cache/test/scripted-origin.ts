import { vi } from 'vitest'

/** An origin whose answers a test gives, one call at a time, and which counts its calls. */
export function scriptedOrigin<T>() {
  const waiting: PromiseWithResolvers<T>[] = []
  const load = vi.fn(() => {
    const call = Promise.withResolvers<T>()
    waiting.push(call)
    return call.promise
  })
  const next = () =>
    vi.waitFor(() => {
      const call = waiting.shift()
      if (!call) throw new Error('the origin was not called')
      return call
    })
  return {
    load,
    get calls() {
      return load.mock.calls.length
    },
    answer: async (value: T) => (await next()).resolve(value),
    fail: async (error: Error) => (await next()).reject(error),
    called: async () => void (await vi.waitUntil(() => waiting.length > 0)),
  }
}
