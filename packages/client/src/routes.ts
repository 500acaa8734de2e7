import { basePath, type Call, calls } from '@inkling/contracts'

/** How a call is sent. */
export interface Route {
  readonly id: string
  readonly method: string
  /** With parameters as `:name`. */
  readonly path: string
  readonly idempotent: boolean
}

/** Every public call. The package is built with these values in place of this file, so that it imports nothing. */
export const routes: readonly Route[] = Object.values<Call>(calls)
  .filter(({ scope }) => scope)
  .map(({ id, method, path, idempotent }) => ({ id, method, path: basePath + path, idempotent }))
