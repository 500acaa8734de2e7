import { InklingClientError, UnexpectedAnswerError } from '@inkling/client'
import { FileFault } from './file-fault.ts'

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
  if (error instanceof FileFault) return { title: 'This file cannot be imported as it is', detail: error.message }
  return { title: 'Something failed in this page', detail: error instanceof Error ? error.message : String(error) }
}

/** Whether the gateway no longer knows who asks. */
export const isUnauthenticated = (error: unknown): boolean =>
  (error instanceof InklingClientError && error.problem.status === 401) ||
  (error instanceof UnexpectedAnswerError && error.status === 401)
