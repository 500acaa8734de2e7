import { calls } from '@inkling/contracts'
import { implement } from '@inkling/service-kit'
import type { FastifyInstance } from 'fastify'
import { predict } from '../domain/predict.ts'
import { survivors } from '../domain/removed-items.ts'
import { revisionOf } from '../domain/revision.ts'
import type { PredictionsOptions } from './predictions.route.ts'

type ReplayOptions = Omit<PredictionsOptions, 'receipts' | 'secret'>

export async function replayRoute(
  app: FastifyInstance,
  { residentOf, prepareNeighbours }: ReplayOptions,
): Promise<void> {
  implement(app, calls.replayPrediction, async ({ body, principal, deadline }) => {
    const caller = { principal, deadline }
    const resident = await residentOf(caller)
    const { recent, ...asked } = body.request
    const without = new Set(body.without)
    const here = recent && survivors(recent, resident.removals).at(-1)
    if (here !== undefined && !without.has('content')) await prepareNeighbours(here, caller)
    const { model, removals, epoch } = resident
    const request = { ...asked, explain: true, ...(recent && { recent: survivors(recent, removals) }) }
    const atMs = Date.parse(body.at)
    const data = predict(model, request, atMs, removals, without)
    return {
      version: model.version,
      revision: revisionOf(model, removals, { ...request, atMs, without }),
      epoch,
      data: data.map(({ itemId, probability, score, reasons }) => ({
        itemId,
        score: probability ?? score,
        ...(reasons && { reasons }),
      })),
    }
  })
}
