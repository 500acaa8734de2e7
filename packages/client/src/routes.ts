import { basePath, type Call, calls, takesIdempotencyKey } from '@inkling/contracts'

/** How a call is sent. */
export interface Route {
  readonly id: string
  readonly method: string
  /** With parameters as `:name`. */
  readonly path: string
  readonly idempotent: boolean
  /** Whether the gateway repeats its answer for a repeated `Idempotency-Key`. */
  readonly takesKey: boolean
}

/** Every public call. The package is built with these values in place of this file, so that it imports nothing. */
export const routes: readonly Route[] = Object.values<Call>(calls)
  .filter(({ scope }) => scope)
  .map((call) => ({
    id: call.id,
    method: call.method,
    path: basePath + call.path,
    idempotent: call.idempotent,
    takesKey: takesIdempotencyKey(call),
  }))
