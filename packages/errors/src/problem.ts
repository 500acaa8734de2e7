import { type ErrorCode, errorTable } from './error-table.ts'
import { type FieldError, InklingError } from './inkling-error.ts'

/** The body of every error response: application/problem+json (RFC 9457). */
export interface Problem {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly detail: string
  readonly instance: string
  readonly code: string
  readonly requestId: string
  readonly traceId: string
  readonly retryable: boolean
  readonly errors?: readonly FieldError[]
}

export interface ProblemContext {
  readonly instance: string
  readonly requestId: string
  readonly traceId: string
}

/** Returns the parts of an error that the caller may read. */
export function toProblem(error: InklingError, context: ProblemContext): Problem {
  const { status, title, retryable } = errorTable[error.code]
  return {
    type: `urn:inkling:error:${error.code}`,
    title,
    status,
    detail: error.detail,
    code: error.code,
    retryable,
    ...context,
    ...(error.errors.length > 0 && { errors: error.errors }),
  }
}

/**
 * The error that a service of ours answered.
 * @param internal what the log says of it
 */
export const fromProblem = ({ code, detail, errors = [] }: Problem, internal?: string): InklingError =>
  new InklingError(code as ErrorCode, detail, { errors, ...(internal !== undefined && { internal }) })
