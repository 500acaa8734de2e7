import { createPolicy } from '../src/create-policy.ts'
import { Deadline } from '../src/deadline.ts'
import type { PolicyOptions } from '../src/policy.ts'

/** The dependency is healthy and rejects the request. */
export class Refusal extends Error {}

export const policyOptions: PolicyOptions = {
  name: 'Shop',
  concurrent: 2,
  queued: 1,
  attemptTimeoutMs: 1_000,
  breakAfter: 3,
  firstHalfOpenAfterMs: 5_000,
  halfOpenAfterMs: 5_000,
  slowMs: 30_000,
  retryDelayMs: 1_000,
  isFault: (error) => !(error instanceof Refusal),
}

export const policyUnderTest = (options: Partial<PolicyOptions> = {}) => createPolicy({ ...policyOptions, ...options })

export const within = (timeoutMs: number) => ({ deadline: new Deadline(timeoutMs) })

export const succeed = async () => 'answer'

export const fail = async () => {
  throw new Error('connection reset')
}

/** Neither answers nor fails, and ignores its signal. */
export const hang = () => new Promise<never>(() => {})
