import { calls, type Feedback, futureFault } from '@inkling/contracts'
import { type FieldError, InklingError } from '@inkling/errors'
import {
  type Caller,
  ignoredBecause,
  implement,
  isReceiptId,
  lineReader,
  setConsistencyToken,
  visitorIsBot,
} from '@inkling/service-kit'
import type { FastifyInstance } from 'fastify'

interface RefusedLine {
  readonly row: Feedback
  readonly fault: FieldError
}

interface FeedbackWrite {
  readonly stored: number
  readonly waiting: number
  readonly transactionId: bigint
  readonly refused: readonly RefusedLine[]
}

export interface FeedbackOptions {
  readonly storeFeedback: (lines: readonly Feedback[], caller: Caller) => Promise<FeedbackWrite>
  /** The cluster of the database, as tokens name it. */
  readonly clusterOf: () => string
  readonly secret: string
}

const foreignReceipt = {
  pointer: '/receiptId',
  code: 'receipt',
  detail: 'This is not a receiptId of an answer to you',
}

export async function feedbackRoute(
  app: FastifyInstance,
  { storeFeedback, clusterOf, secret }: FeedbackOptions,
): Promise<void> {
  const readLines = lineReader(calls.postFeedback.body, calls.postFeedback.bulk.maxLines)

  implement(app, calls.postFeedback, async ({ body, principal, deadline, request, reply }) => {
    const { lines, isList } = readLines(body)
    const checked = lines.map((line) => {
      if ('fault' in line) return line
      const { receiptId, occurredAt } = line.value
      if (!isReceiptId(secret, principal.tenantId, receiptId)) return { index: line.index, fault: foreignReceipt }
      const fault = futureFault(occurredAt, Date.now())
      return fault ? { index: line.index, fault } : line
    })
    const rejected = checked.flatMap((line) => ('fault' in line ? [{ index: line.index, ...line.fault }] : []))
    if (!isList) refuseFirst(rejected)
    const good = checked.flatMap((line) => ('value' in line ? [line] : []))
    reply.status(202)
    if (ignoredBecause(request) || visitorIsBot(request, principal))
      return { accepted: 0, duplicates: 0, rejected, ignored: good.length }
    if (good.length === 0) return { accepted: 0, duplicates: 0, rejected }
    const { stored, waiting, transactionId, refused } = await storeFeedback(
      good.map(({ value }) => value),
      { principal, deadline },
    )
    const unstored = refused.map(({ row, fault }) => ({
      index: good.find(({ value }) => value === row)?.index ?? 0,
      ...fault,
    }))
    if (!isList) refuseFirst(unstored)
    const duplicates = good.length - unstored.length - stored
    if (stored > 0) setConsistencyToken(reply, transactionId, clusterOf())
    return { accepted: stored, duplicates, rejected: [...rejected, ...unstored], ...(waiting > 0 && { waiting }) }
  })
}

/** A request of one line fails as a whole. */
function refuseFirst([fault]: readonly FieldError[]): void {
  if (fault) throw new InklingError('validation_failed', `Not valid: ${fault.pointer}`, { errors: [fault] })
}
