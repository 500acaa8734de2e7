import { type ErrorCode, errorTable } from './error-table.ts'

/** One fault in the input: where it is (JSON Pointer, RFC 6901), which rule it breaks, and what to do. */
export interface FieldError {
  readonly pointer: string
  readonly code: string
  readonly detail: string
}

/** What failed below us, and whether its circuit lets calls through. */
export interface FailedDependency {
  readonly name: string
  readonly circuit: 'closed' | 'open' | 'halfOpen'
}

interface ErrorOptions {
  /** The message for the log. The caller never sees it. It quotes nothing that a user wrote. */
  readonly internal?: string
  readonly errors?: readonly FieldError[]
  readonly retryAfterSeconds?: number
  readonly cause?: unknown
  /** For logs and traces. The caller never sees it. */
  readonly dependency?: FailedDependency
}

/** Thrown by the thousand while there is too much work; to record where would be a tenth of what refusing costs. */
const refusals: ReadonlySet<ErrorCode> = new Set(['overloaded', 'rate_limited'])

/**
 * An error with a public and an internal message. The caller reads `detail`; only the log gets `message` and `cause`.
 */
export class InklingError extends Error {
  readonly code: ErrorCode
  readonly detail: string
  readonly errors: readonly FieldError[]
  readonly retryAfterSeconds: number | undefined
  readonly dependency: FailedDependency | undefined

  constructor(code: ErrorCode, detail: string, options: ErrorOptions = {}) {
    const { stackTraceLimit } = Error
    if (refusals.has(code)) Error.stackTraceLimit = 0
    super(options.internal ?? detail, { cause: options.cause })
    Error.stackTraceLimit = stackTraceLimit
    this.name = 'InklingError'
    this.code = code
    this.detail = detail
    this.errors = options.errors ?? []
    this.retryAfterSeconds = options.retryAfterSeconds
    this.dependency = options.dependency
  }

  get status(): number {
    return errorTable[this.code].status
  }

  /** What a log may hold. `detail` may quote the caller, so the title of the code stands for it. */
  get operatorText(): string {
    return this.message === this.detail ? errorTable[this.code].title : this.message
  }
}
