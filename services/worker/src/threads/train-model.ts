import { hash } from 'node:crypto'
import { countEvents, currentHorizon, type RobotMark, readAllEvents, readClearedRobots } from '@inkling/database'
import { NextItemModel, type RobotOfModel } from '@inkling/predictors'
import { readLearned } from '../adapters/read-learned.ts'
import { type Comparison, type Loser, type Retrained, retrain } from '../domain/retrain.ts'
import type { ThreadInput, ThreadPorts } from './serve-thread.ts'

export interface TrainInput extends ThreadInput {
  readonly tuneSeconds: number
  /** As of a refit; false by default. */
  readonly keepsTuning?: boolean
  readonly isForced: boolean
}

export interface TrainedModel {
  readonly horizon: bigint
  readonly body: Uint8Array<ArrayBuffer>
  readonly stats: {
    readonly events: number
    readonly sessions: number
    readonly items: number
    readonly cases: number
    readonly hitRateAt1: number
    readonly hitRateAt5: number
    readonly hitRateAt20: number
    readonly mrrAt20: number
    readonly weights: Readonly<Record<string, number>>
    readonly readSeconds: number
    readonly tuneSeconds: number
    /** Sessions that are kept out as those of robots. */
    readonly robots: number
  }
  readonly marks: readonly RobotMark[]
  readonly comparison?: Comparison
  readonly refusal?: string
  readonly loser?: Loser
}

/** Progress counts reading the events as half of the work. */
const readShare = 0.5

/**
 * Builds a tenant's next-item model from all its events, tunes it, and compares it with the one in service.
 */
export async function trainModel(
  { tuneSeconds, keepsTuning = false, isForced }: TrainInput,
  { tenant, onProgress, clock }: ThreadPorts,
): Promise<TrainedModel> {
  const startedMs = clock()
  const horizon = await currentHorizon(tenant)
  const total = await countEvents(tenant)
  const inService = await readLearned(tenant)

  const model = new NextItemModel()
  for await (const page of readAllEvents(tenant, horizon)) {
    for (const event of page) model.apply(event)
    onProgress((readShare * model.counts.events) / Math.max(total, model.counts.events, 1))
  }
  const cleared = await readClearedRobots(tenant)
  const robots = model.removeRobots((robot) => cleared.has(robotId(robot)))
  const readMs = clock() - startedMs

  const steps = retrain(model, inService, { tuneMs: tuneSeconds * 1000, keepsTuning, isForced, clock })
  let step = steps.next()
  for (; !step.done; step = steps.next()) onProgress(readShare + (1 - readShare) * step.value)

  const { tuned, ...verdict } = step.value
  const stats = {
    ...statsOf(model, tuned),
    readSeconds: readMs / 1000,
    tuneSeconds: (clock() - startedMs - readMs) / 1000,
  }
  const marks = robots.map((robot) => ({ id: robotId(robot), ...robot }))
  return { horizon, body: new Uint8Array(model.encode()), stats: { ...stats, robots: marks.length }, marks, ...verdict }
}

/** The same in every training: a session by its id, a visit of a user by its beginning. */
const robotId = ({ sessionId, userId, startedMs }: RobotOfModel): string =>
  hash('sha256', JSON.stringify(sessionId ? [sessionId] : [userId, startedMs])).slice(0, 16)

function statsOf(model: NextItemModel, { cases, metrics }: Retrained['tuned']) {
  const { events, sessions, items } = model.counts
  const { hitRateAt1, hitRateAt5, hitRateAt20, mrrAt20 } = metrics.blend
  // Older cases fade, so their number is not whole.
  const measured = { hitRateAt1, hitRateAt5, hitRateAt20, mrrAt20 }
  return { events, sessions, items, cases: Math.round(cases), ...measured, weights: model.weights }
}
