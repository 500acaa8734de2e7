import { InklingError } from '@inkling/errors'
import { withTimeout } from '@inkling/resilience'

/** @param signal ends when nobody waits for the value any more */
export type Load<T> = (signal: AbortSignal) => Promise<T>

export const unavailable = (internal: string, cause?: unknown): InklingError =>
  new InklingError('dependency_unavailable', 'The data is not available at the moment; try again shortly', {
    internal,
    retryAfterSeconds: 1,
    ...(cause !== undefined && { cause }),
  })

/** @throws InklingError dependency_unavailable after `timeoutMs`; whatever `load` throws */
export async function callOrigin<T>(load: Load<T>, timeoutMs: number): Promise<T> {
  const controller = new AbortController()
  const result = await withTimeout(boxed(load, controller.signal), timeoutMs)
  if (result) return result.value
  const error = unavailable(`the origin of a cached value did not answer within ${timeoutMs} ms`)
  controller.abort(error)
  throw error
}

const boxed = async <T>(load: Load<T>, signal: AbortSignal) => ({ value: await load(signal) })
