import type { Problem } from './api.ts'

/** An answer of 400 or above, with the problem document that the server sent. */
export class InklingClientError extends Error {
  override readonly name = 'InklingClientError'
  readonly problem: Problem
  readonly retryAfterSeconds: number | undefined

  constructor(problem: Problem, retryAfterSeconds: number | undefined) {
    const fields = (problem.errors ?? []).map((error) => `${error.pointer || 'body'}: ${error.detail}`)
    super([problem.detail, ...fields].join('\n  '))
    this.problem = problem
    this.retryAfterSeconds = retryAfterSeconds
  }

  get retryable(): boolean {
    return this.problem.retryable
  }
}

/** Statuses with which proxies say that the server behind them cannot answer now. */
const retryableStatuses = [429, 502, 503, 504]

/** An answer without a problem document: it came from a proxy, or `url` is no gateway of Inkling. */
export class UnexpectedAnswerError extends Error {
  override readonly name = 'UnexpectedAnswerError'
  readonly status: number
  readonly retryAfterSeconds: number | undefined

  constructor(url: string, status: number, retryAfterSeconds: number | undefined) {
    super(`${url} answered ${status} without a problem document. Is it the address of the gateway?`)
    this.status = status
    this.retryAfterSeconds = retryAfterSeconds
  }

  get retryable(): boolean {
    return retryableStatuses.includes(this.status)
  }
}
