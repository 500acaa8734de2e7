import { calls } from '@inkling/contracts'
import type { ReceiptWriter, Usage } from '@inkling/database'
import type { NextItemModel } from '@inkling/predictors'
import type { ResidentModels } from '@inkling/read-model'
import { createReceiptId, implement, waitForWrite } from '@inkling/service-kit'
import { metrics } from '@inkling/telemetry'
import type { FastifyInstance } from 'fastify'
import { predict } from '../domain/predict.ts'

export interface PredictionsOptions {
  readonly models: ResidentModels<NextItemModel, Usage>
  readonly receipts: ReceiptWriter
  readonly secret: string
}

const defaultRelated = 50

export async function predictionsRoute(
  app: FastifyInstance,
  { models, receipts, secret }: PredictionsOptions,
): Promise<void> {
  implement(app, calls.predict, async ({ body, principal: { tenantId }, request, reply, deadline }) => {
    const resident = await models.get(tenantId)
    const degraded = await waitForWrite(request, resident, deadline)
    if (degraded) reply.header('degraded', degraded.join(', '))
    const startedMs = performance.now()
    const data = predict(resident.model, body, Date.now())
    const tookMs = performance.now() - startedMs
    metrics.scoring.observe({ kind: 'prediction' }, tookMs / 1000)
    const id = createReceiptId(secret, tenantId)
    const [itemIds, scores] = [data.map(({ itemId }) => itemId), data.map(({ probability = 0 }) => probability)]
    receipts.add({
      tenantId,
      id,
      kind: 'prediction',
      userId: body.userId,
      sessionId: body.sessionId,
      itemIds,
      scores,
      epoch: resident.epoch,
    })
    return {
      receiptId: id,
      data,
      meta: { epoch: resident.epoch, servedBy: 'blend', cache: 'none', degraded, tookMs: Number(tookMs.toFixed(3)) },
    }
  })

  implement(app, calls.relatedItems, async ({ body, principal }) => {
    const { model, epoch } = await models.get(principal.tenantId)
    return { data: model.related(body.itemIds, body.limit ?? defaultRelated), epoch }
  })
}
