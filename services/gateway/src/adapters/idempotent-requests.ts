import { hash } from 'node:crypto'
import { claimRequest, type Database, endClaim } from '@inkling/database'
import type { Deadline } from '@inkling/resilience'
import { openAnswer, type RepeatableAnswer, sealAnswer } from './sealed-answer.ts'

/** Who sent a request with an `Idempotency-Key`, and which. */
interface KeyedRequest {
  readonly tenantId: string
  /** Keys of different scopes are different keys. */
  readonly scope: string
  readonly key: string
  readonly fingerprint: Buffer
  readonly deadline: Deadline
}

interface Execution {
  readonly executionId: string
  /** Stores the answer, for 24 h. */
  readonly answered: (answer: RepeatableAnswer) => Promise<void>
  /** Lets the next request with the key execute it again. */
  readonly failed: () => Promise<void>
}

export type Claimed =
  | ({ readonly state: 'claimed' } & Execution)
  | { readonly state: 'answered'; readonly answer: RepeatableAnswer }
  | { readonly state: 'inProgress' | 'mismatch' }

/** The requests with an `Idempotency-Key` that all gateways have seen in 24 h, in Postgres. */
export interface IdempotentRequests {
  /** @throws InklingError dependency_unavailable, overloaded or deadline_exceeded: then nothing may be executed. */
  claim(request: KeyedRequest): Promise<Claimed>
}

export const createIdempotentRequests = (database: Database, secret: string): IdempotentRequests => ({
  async claim({ tenantId, scope, key, fingerprint, deadline }) {
    const requestKey = `${tenantId} ${scope} ${key}`
    const digest = hash('sha256', requestKey, 'buffer')
    const rows = database.of({ principal: { tenantId }, deadline })
    const claim = await claimRequest(rows, { key: digest, fingerprint }, deadline.remainingMs)
    if (claim.state === 'answered') return { state: 'answered', answer: openAnswer(secret, requestKey, claim.answer) }
    if (claim.state !== 'claimed') return claim
    const { executionId } = claim
    return {
      state: 'claimed',
      executionId,
      answered: (answer) => endClaim(rows, digest, executionId, sealAnswer(secret, requestKey, answer)),
      failed: () => endClaim(database.background(tenantId), digest, executionId, null),
    }
  },
})
