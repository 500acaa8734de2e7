import type { Deadline } from '@inkling/resilience'
import type { FastifyRequest } from 'fastify'
import { consistencyHeader, decodeConsistencyToken } from './consistency-token.ts'

const maxWaitMs = 500

interface Waitable {
  waitFor(transactionId: bigint, timeoutMs: number): Promise<boolean>
}

/**
 * Waits until the model has seen the write whose Consistency-Token the request carries: at most 500 ms, and never past
 * the deadline. Returns `['consistency']` if the model has not seen it by then, and `[]` otherwise.
 */
export async function waitForWrite(request: FastifyRequest, model: Waitable, deadline: Deadline): Promise<string[]> {
  const token = request.headers[consistencyHeader]
  if (typeof token !== 'string') return []
  const visible = await model.waitFor(decodeConsistencyToken(token), Math.min(maxWaitMs, deadline.remainingMs))
  return visible ? [] : ['consistency']
}
