import { calls } from '@inkling/contracts'
import type { ReceiptWriter } from '@inkling/database'
import type { NextItemModel } from '@inkling/predictors'
import { answering, type Caller, implement, stepsAside, waitForWrite } from '@inkling/service-kit'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { predict } from '../domain/predict.ts'
import { relatedItems } from '../domain/related-items.ts'
import { type RemovedItems, survivors } from '../domain/removed-items.ts'
import { revisionOf } from '../domain/revision.ts'
import { type BudgetSources, candidatesOf, chooseWithinBudget } from '../use-cases/choose-within-budget.ts'

/** What predictions of one tenant are made from. */
interface Resident {
  readonly model: NextItemModel
  /** The items that must not be served; undefined if there are none. */
  readonly removals: RemovedItems | undefined
  /** The last transaction that both know. */
  readonly epoch: number
  readonly cluster: string
  waitFor(transactionId: bigint, timeoutMs: number): Promise<boolean>
}

export interface PredictionsOptions extends BudgetSources {
  /**
   * The model and the removed items of the caller's tenant.
   * @throws InklingError dependency_unavailable if they are not loaded at the deadline
   */
  readonly residentOf: (caller: Caller) => Promise<Resident>
  /** Waits a little for the items that are like one that nobody has used; never rejects. */
  readonly prepareNeighbours: (itemId: string, caller: Caller) => Promise<void>
  readonly receipts: ReceiptWriter
  readonly secret: string
}

/** The components that make up a step of the load levels. */
const componentsOf = [
  ['timePatterns', 'timeOfWeek'],
  ['randomWalks', 'randomWalk'],
] as const

/** The components that step aside because of the load; undefined if none does. */
function steppedAside(request: FastifyRequest): ReadonlySet<string> | undefined {
  const names = componentsOf.flatMap(([step, component]) => (stepsAside(request, step) ? [component] : []))
  return names.length > 0 ? new Set(names) : undefined
}

export async function predictionsRoute(app: FastifyInstance, options: PredictionsOptions): Promise<void> {
  const { residentOf, prepareNeighbours, receipts, secret } = options
  const answer = answering({ kind: 'prediction', servedBy: 'blend', receipts, secret })

  implement(app, calls.predict, async ({ body, principal, isHome, request, reply, deadline }) => {
    const caller = { principal, deadline, isHome }
    const resident = await residentOf(caller)
    const late = await waitForWrite(request, resident, deadline)
    const { model } = resident
    const without = steppedAside(request)
    const degraded = [...late, ...(model.isTruncated ? ['history'] : []), ...(without ? ['load'] : [])]
    const recent = body.recent && survivors(body.recent, resident.removals)
    const here = recent?.at(-1)
    if (here !== undefined && !model.knows(here)) await prepareNeighbours(here, caller)
    const asker = { ...body, tenantId: principal.tenantId }
    const isIdle = body.budget !== undefined && stepsAside(request, 'prefetch')
    return answer(reply, asker, () => {
      const { removals, epoch } = resident
      const asked = { ...(body.budget ? candidatesOf(body) : body), ...(recent && { recent }) }
      const atMs = Date.now()
      const data = isIdle ? [] : predict(model, asked, atMs, removals, without)
      const revision = revisionOf(model, removals, { ...asked, atMs, ...(without && { without }) })
      const details = { version: model.version, revision, ...(without && { without: [...without] }) }
      if (isIdle) return { data, epoch, degraded: [...new Set([...degraded, 'load'])], logged: {} }
      if (!body.budget) return { data, epoch, degraded, logged: { details } }
      return chooseWithinBudget(data, body, caller, options).then(({ digest: budget, ...choice }) => ({
        data: choice.data,
        epoch,
        degraded: [...degraded, ...choice.degraded],
        logged: { details: { ...details, revision: { ...revision, budget } } },
      }))
    })
  })

  implement(app, calls.relatedItems, async ({ body, principal, isHome, request, deadline }) => {
    const resident = await residentOf({ principal, deadline, isHome })
    const degraded = await waitForWrite(request, resident, deadline)
    const { model, removals, epoch } = resident
    const itemIds = survivors(body.itemIds, removals)
    const atMs = body.at === undefined ? Date.now() : Date.parse(body.at)
    const found = relatedItems(model, { ...body, itemIds }, atMs, removals, steppedAside(request))
    return { ...found, epoch, version: model.version, degraded }
  })
}
