import { type ErrorCode, errorTable } from './error-table.ts'

/** One fault in the input: where (JSON Pointer, RFC 6901), which rule, and what to do about it. */
export interface FieldError {
  readonly pointer: string
  readonly code: string
  readonly detail: string
}

interface ErrorOptions {
  /** What only the operator may read. */
  readonly internal?: string
  readonly errors?: readonly FieldError[]
  readonly retryAfterSeconds?: number
  readonly cause?: unknown
}

/** An error with a public face. `detail` goes to the caller; `message` and `cause` go to the log alone. */
export class InklingError extends Error {
  readonly code: ErrorCode
  readonly detail: string
  readonly errors: readonly FieldError[]
  readonly retryAfterSeconds: number | undefined

  constructor(code: ErrorCode, detail: string, options: ErrorOptions = {}) {
    super(options.internal ?? detail, { cause: options.cause })
    this.name = 'InklingError'
    this.code = code
    this.detail = detail
    this.errors = options.errors ?? []
    this.retryAfterSeconds = options.retryAfterSeconds
  }

  get status(): number {
    return errorTable[this.code].status
  }
}
