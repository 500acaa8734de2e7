import { createPolicy, type PolicyOptions } from '../src/create-policy.ts'
import { Deadline } from '../src/deadline.ts'

/** What the dependency answers when it is well and does not like what it was asked. */
export class Refusal extends Error {}

export const policyUnderTest = (options: Partial<PolicyOptions> = {}) =>
  createPolicy({
    name: 'shop',
    concurrent: 2,
    queued: 1,
    attemptTimeoutMs: 1_000,
    breakAfter: 3,
    halfOpenAfterMs: 5_000,
    isFault: (error) => !(error instanceof Refusal),
    ...options,
  })

export const within = (timeoutMs: number) => ({ deadline: new Deadline(timeoutMs) })

export const succeed = async () => 'answer'

export const fail = async () => {
  throw new Error('connection reset')
}

/** Neither answers nor fails, and pays no heed to its signal. */
export const hang = () => new Promise<never>(() => {})
