import { calls } from '@inkling/contracts'
import type { ReceiptWriter, Usage } from '@inkling/database'
import type { NextItemModel } from '@inkling/predictors'
import type { ResidentModels } from '@inkling/read-model'
import { answering, implement, waitForWrite } from '@inkling/service-kit'
import type { FastifyInstance } from 'fastify'
import type { ContentNeighbours } from '../adapters/content-neighbours.ts'
import { predict } from '../domain/predict.ts'

export interface PredictionsOptions {
  readonly models: ResidentModels<NextItemModel, Usage>
  readonly neighbours: ContentNeighbours
  readonly receipts: ReceiptWriter
  readonly secret: string
}

const defaultRelated = 50
/** How long to wait for what is like an item that nobody has used: behaviour alone has nothing to say of it. */
const neighboursMs = 50

export async function predictionsRoute(
  app: FastifyInstance,
  { models, neighbours, receipts, secret }: PredictionsOptions,
): Promise<void> {
  const answer = answering({ kind: 'prediction', servedBy: 'blend', receipts, secret })

  implement(app, calls.predict, async ({ body, principal: { tenantId }, request, reply, deadline }) => {
    const resident = await models.get(tenantId)
    const degraded = await waitForWrite(request, resident, deadline)
    const { model, epoch } = resident
    const here = body.recent?.at(-1)
    if (here !== undefined && !model.knows(here))
      await neighbours.prepare(tenantId, here, Math.min(neighboursMs, deadline.remainingMs))
    return answer(reply, { ...body, tenantId }, () => ({ data: predict(model, body, Date.now()), epoch, degraded }))
  })

  implement(app, calls.relatedItems, async ({ body, principal }) => {
    const { model, epoch } = await models.get(principal.tenantId)
    return { data: model.related(body.itemIds, body.limit ?? defaultRelated), epoch }
  })
}
