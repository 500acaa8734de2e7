import type { Problem } from '@inkling/errors'

/** An answer of 400 or above, with the problem document that the server sent. */
export class InklingClientError extends Error {
  readonly problem: Problem
  readonly retryAfterSeconds: number | undefined

  constructor(problem: Problem, retryAfterSeconds: number | undefined) {
    const fields = (problem.errors ?? []).map((error) => `${error.pointer || 'body'}: ${error.detail}`)
    super([problem.detail, ...fields].join('\n  '))
    this.name = 'InklingClientError'
    this.problem = problem
    this.retryAfterSeconds = retryAfterSeconds
  }
}
