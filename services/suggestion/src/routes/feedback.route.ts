import { calls } from '@inkling/contracts'
import type { Database } from '@inkling/database'
import { InklingError } from '@inkling/errors'
import { implement, isReceiptId, isSpeculative, lineReader } from '@inkling/service-kit'
import type { FastifyInstance } from 'fastify'
import { insertFeedback } from '../adapters/feedback-store.ts'

export interface FeedbackOptions {
  readonly database: Database
  readonly secret: string
}

export async function feedbackRoute(app: FastifyInstance, { database, secret }: FeedbackOptions): Promise<void> {
  const readLines = lineReader(calls.postFeedback.body, calls.postFeedback.bulk.maxLines)

  implement(app, calls.postFeedback, async ({ body, principal: { tenantId }, request, reply }) => {
    const { lines, isList } = readLines(body)
    const checked = lines.map((line) => {
      if ('fault' in line || isReceiptId(secret, tenantId, line.value.receiptId)) return line
      return {
        index: line.index,
        fault: { pointer: '/receiptId', code: 'receipt', detail: 'This is not a receiptId of an answer to you' },
      }
    })
    const rejected = checked.flatMap((line) => ('fault' in line ? [{ index: line.index, ...line.fault }] : []))
    const [fault] = rejected
    if (fault && !isList)
      throw new InklingError('validation_failed', `Not valid: ${fault.pointer}`, { errors: [fault] })
    const good = checked.flatMap((line) => ('value' in line ? [line.value] : []))
    reply.status(202)
    if (isSpeculative(request)) return { accepted: 0, rejected, ignored: good.length }
    if (good.length > 0) await insertFeedback(database, tenantId, good)
    return { accepted: good.length, rejected }
  })
}
