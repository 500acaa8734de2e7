import { calls, type Feedback } from '@inkling/contracts'
import { InklingError } from '@inkling/errors'
import { type Caller, implement, isReceiptId, isSpeculative, lineReader } from '@inkling/service-kit'
import type { FastifyInstance } from 'fastify'

export interface FeedbackOptions {
  readonly storeFeedback: (lines: readonly Feedback[], caller: Caller) => Promise<void>
  readonly secret: string
}

const foreignReceipt = {
  pointer: '/receiptId',
  code: 'receipt',
  detail: 'This is not a receiptId of an answer to you',
}
const inTheFuture = {
  pointer: '/occurredAt',
  code: 'future',
  detail: 'This time is in the future; check the clock and the time zone',
}
/** Clocks differ; as for events, a time further ahead than this is wrong. */
const futureToleranceMs = 5 * 60_000
const isFuture = (time: string | undefined, nowMs: number) =>
  time !== undefined && Date.parse(time) > nowMs + futureToleranceMs

export async function feedbackRoute(app: FastifyInstance, { storeFeedback, secret }: FeedbackOptions): Promise<void> {
  const readLines = lineReader(calls.postFeedback.body, calls.postFeedback.bulk.maxLines)

  implement(app, calls.postFeedback, async ({ body, principal, deadline, request, reply }) => {
    const { lines, isList } = readLines(body)
    const checked = lines.map((line) => {
      if ('fault' in line) return line
      const { receiptId, occurredAt } = line.value
      if (!isReceiptId(secret, principal.tenantId, receiptId)) return { index: line.index, fault: foreignReceipt }
      return isFuture(occurredAt, Date.now()) ? { index: line.index, fault: inTheFuture } : line
    })
    const rejected = checked.flatMap((line) => ('fault' in line ? [{ index: line.index, ...line.fault }] : []))
    const [fault] = rejected
    if (fault && !isList)
      throw new InklingError('validation_failed', `Not valid: ${fault.pointer}`, { errors: [fault] })
    const good = checked.flatMap((line) => ('value' in line ? [line.value] : []))
    reply.status(202)
    if (isSpeculative(request)) return { accepted: 0, rejected, ignored: good.length }
    if (good.length > 0) await storeFeedback(good, { principal, deadline })
    return { accepted: good.length, rejected }
  })
}
