import type { Deadline } from '@inkling/resilience'
import type { FastifyRequest } from 'fastify'
import { seenWrite } from './consistency-token.ts'

const maxWaitMs = 500

interface Waitable {
  /** The cluster that it reads. */
  readonly cluster: string
  waitFor(transactionId: bigint, timeoutMs: number): Promise<boolean>
}

/**
 * Waits until the model has seen the write whose Consistency-Token the request carries: at most 500 ms, and never past
 * the deadline. Returns `['consistency']` if the model has not seen it by then, and `[]` otherwise. A write in another
 * cluster, such as before a restore, is not waited for: whether the restored data has it cannot be known.
 */
export async function waitForWrite(request: FastifyRequest, model: Waitable, deadline: Deadline): Promise<string[]> {
  const seen = seenWrite(request)
  if (!seen) return []
  const { transactionId, cluster } = seen
  if (cluster !== model.cluster) return ['consistency']
  const visible = await model.waitFor(transactionId, Math.min(maxWaitMs, deadline.remainingMs))
  return visible ? [] : ['consistency']
}
