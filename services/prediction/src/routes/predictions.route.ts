import { calls } from '@inkling/contracts'
import type { ReceiptWriter } from '@inkling/database'
import type { NextItemModel } from '@inkling/predictors'
import { answering, type Caller, implement, waitForWrite } from '@inkling/service-kit'
import type { FastifyInstance } from 'fastify'
import { predict } from '../domain/predict.ts'

interface ResidentModel {
  readonly model: NextItemModel
  /** The last transaction that the model knows. */
  readonly epoch: number
  waitFor(transactionId: bigint, timeoutMs: number): Promise<boolean>
}

export interface PredictionsOptions {
  /**
   * The model of the caller's tenant. @throws InklingError dependency_unavailable if it is not loaded at the deadline
   */
  readonly residentOf: (caller: Caller) => Promise<ResidentModel>
  /** Waits a little for the items that are like one that nobody has used; never rejects. */
  readonly prepareNeighbours: (itemId: string, caller: Caller) => Promise<void>
  readonly receipts: ReceiptWriter
  readonly secret: string
}

const defaultRelated = 50

export async function predictionsRoute(
  app: FastifyInstance,
  { residentOf, prepareNeighbours, receipts, secret }: PredictionsOptions,
): Promise<void> {
  const answer = answering({ kind: 'prediction', servedBy: 'blend', receipts, secret })

  implement(app, calls.predict, async ({ body, principal, request, reply, deadline }) => {
    const caller = { principal, deadline }
    const resident = await residentOf(caller)
    const degraded = await waitForWrite(request, resident, deadline)
    const { model, epoch } = resident
    const here = body.recent?.at(-1)
    if (here !== undefined && !model.knows(here)) await prepareNeighbours(here, caller)
    const asker = { ...body, tenantId: principal.tenantId }
    return answer(reply, asker, () => ({ data: predict(model, body, Date.now()), epoch, degraded }))
  })

  implement(app, calls.relatedItems, async ({ body, principal, deadline }) => {
    const { model, epoch } = await residentOf({ principal, deadline })
    return { data: model.related(body.itemIds, body.limit ?? defaultRelated), epoch }
  })
}
