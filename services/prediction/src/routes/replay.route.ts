import { calls } from '@inkling/contracts'
import { implement } from '@inkling/service-kit'
import type { FastifyInstance } from 'fastify'
import { predict } from '../domain/predict.ts'
import { survivors } from '../domain/removed-items.ts'
import { revisionOf } from '../domain/revision.ts'
import { candidatesOf, chooseWithinBudget } from '../use-cases/choose-within-budget.ts'
import type { PredictionsOptions } from './predictions.route.ts'

type ReplayOptions = Omit<PredictionsOptions, 'receipts' | 'secret'>

export async function replayRoute(app: FastifyInstance, options: ReplayOptions): Promise<void> {
  const { residentOf, prepareNeighbours } = options

  implement(app, calls.replayPrediction, async ({ body, principal, deadline, isHome }) => {
    const caller = { principal, deadline, isHome }
    const resident = await residentOf(caller)
    const { recent, ...asked } = body.request
    const without = new Set(body.without)
    const here = recent && survivors(recent, resident.removals).at(-1)
    if (here !== undefined && !without.has('content')) await prepareNeighbours(here, caller)
    const { model, removals, epoch } = resident
    const request = { ...asked, explain: true, ...(recent && { recent: survivors(recent, removals) }) }
    const again = body.request.budget ? candidatesOf(request) : request
    const atMs = Date.parse(body.at)
    const listed = predict(model, again, atMs, removals, without)
    const revision = revisionOf(model, removals, { ...again, atMs, without })
    const { version } = model
    const { data, digest } = body.request.budget
      ? await chooseWithinBudget(listed, body.request, caller, options)
      : { data: listed, digest: undefined }
    return {
      version,
      revision: { ...revision, ...(digest !== undefined && { budget: digest }) },
      epoch,
      data: data.map(({ itemId, probability, score, reasons }) => ({
        itemId,
        score: probability ?? score,
        ...(reasons && { reasons }),
      })),
    }
  })
}
