import { createHash } from 'node:crypto'
import { InklingError } from '@inkling/errors'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Claimed, IdempotentRequests } from '../adapters/idempotent-requests.ts'
import type { RepeatableAnswer } from '../adapters/sealed-answer.ts'
import { readIdempotencyKey } from '../domain/idempotency-key.ts'
import type { Limits } from './rate-limits.ts'
import { requestDeadline } from './request-deadline.ts'
import { isForPages, requestIdentity } from './request-identity.ts'

/** What a repetition gets beside the status and the body. */
const keptHeaders = ['content-type', 'etag', 'location', 'cache-control', 'consistency-token', 'degraded']

type Execute = (executionId?: string) => Promise<RepeatableAnswer>

/** Executes a request once, if it has an `Idempotency-Key`, and answers its repetitions with the stored answer. */
export type ExecuteOnce = (request: FastifyRequest, reply: FastifyReply, execute: Execute) => Promise<RepeatableAnswer>

export interface IdempotencyOptions {
  readonly requests: IdempotentRequests
  readonly limits: Pick<Limits, 'admitKey' | 'countStored'>
}

/**
 * Guarantees, for requests with one `Idempotency-Key` of a tenant, in 24 h and through all gateways:
 * - At most one is executed at a time; the others get idempotency_in_progress.
 * - Once there is an answer, all others get it, with `Idempotent-Replayed: true`. Answers of 429 and from 500 on are
 *   not kept: the retry is executed.
 * - A request that differs from the first one with the key gets idempotency_mismatch.
 * - Every execution has the same id, also after a crash, by which the service finds what the first one stored.
 * - Nothing is executed unless the request is recorded: while Postgres is unavailable, it gets 503.
 *
 * The keys of a publishable key are apart from the tenant's, because everyone can have it; they are limited.
 */
export const executeOnce =
  ({ requests, limits }: IdempotencyOptions): ExecuteOnce =>
  async (request, reply, execute) => {
    const key = readIdempotencyKey(request.headers['idempotency-key'])
    if (key === undefined) return execute()
    const identity = requestIdentity.get(request)
    limits.admitKey(request, reply)
    const claim = await requests.claim({
      tenantId: identity.tenantId,
      scope: isForPages(identity) ? identity.keyId : '',
      key,
      fingerprint: fingerprintOf(request),
      deadline: requestDeadline.get(request),
    })
    if (claim.state === 'answered')
      return { ...claim.answer, headers: { ...claim.answer.headers, 'idempotent-replayed': 'true' } }
    if (claim.state !== 'claimed') throw refusals[claim.state]()
    const answer = await executeClaimed(request, claim, execute)
    limits.countStored(request, answer.body.length)
    return answer
  }

const refusals = {
  inProgress: () =>
    new InklingError(
      'idempotency_in_progress',
      'A request with this Idempotency-Key is being answered; send it again as Retry-After says',
      { retryAfterSeconds: 1 },
    ),
  mismatch: () =>
    new InklingError(
      'idempotency_mismatch',
      'The Idempotency-Key was sent with another call, query, body or Consent before; use a new key for a new request',
    ),
}

async function executeClaimed(
  { log }: FastifyRequest,
  claim: Extract<Claimed, { state: 'claimed' }>,
  execute: Execute,
): Promise<RepeatableAnswer> {
  const forget = () =>
    void claim.failed().catch((error: unknown) => log.warn({ err: error }, 'idempotent request stays claimed'))
  const answer = await execute(claim.executionId).catch((error: unknown) => {
    forget()
    throw error
  })
  if (mayBeKept(answer)) await keep(claim, answer, log)
  else forget()
  return answer
}

/** The request has been executed, so its answer is sent also if it cannot be kept: a retry finds what was stored. */
const keep = (
  claim: Extract<Claimed, { state: 'claimed' }>,
  answer: RepeatableAnswer,
  log: FastifyRequest['log'],
): Promise<void> =>
  claim
    .answered({ ...answer, headers: Object.fromEntries(keptHeaders.map((name) => [name, answer.headers[name]])) })
    .catch((error: unknown) => log.warn({ err: error }, 'answer to an idempotent request is not kept'))

const mayBeKept = ({ status }: RepeatableAnswer) => status < 500 && status !== 429

/** SHA-256 of what the answer depends on. */
function fingerprintOf({ method, url, headers, body }: FastifyRequest): Buffer {
  const digest = createHash('sha256')
  const facts = [method, url, headers['content-type'], headers.consent, headers['sec-purpose']]
  digest.update(JSON.stringify(facts))
  if (Buffer.isBuffer(body)) digest.update(body)
  return digest.digest()
}
