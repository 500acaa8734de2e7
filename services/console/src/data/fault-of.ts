import { InklingClientError, UnexpectedAnswerError } from '@inkling/client'

/** What a page says of an error. */
export interface Fault {
  readonly title: string
  readonly detail: string
  readonly requestId?: string
  readonly traceId?: string
  readonly status?: number
}

export function faultOf(error: unknown): Fault {
  if (error instanceof InklingClientError) {
    const { title, status, requestId, traceId } = error.problem
    return { title, detail: error.message, status, requestId, ...(traceId && { traceId }) }
  }
  if (error instanceof UnexpectedAnswerError)
    return { title: `Status ${error.status}`, detail: error.message, status: error.status }
  if (error instanceof TypeError && /fetch|network/i.test(error.message))
    return { title: 'The gateway does not answer', detail: 'Is Inkling still running? The page asks again by itself.' }
  return { title: 'Something failed in this page', detail: error instanceof Error ? error.message : String(error) }
}

export const isUnauthenticated = (error: unknown): boolean =>
  error instanceof InklingClientError && error.problem.status === 401
