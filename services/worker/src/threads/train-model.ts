import { parentPort, workerData } from 'node:worker_threads'
import { createDatabase, readAllEvents, readHorizon } from '@inkling/database'
import { NextItemModel } from '@inkling/predictors'
import type { ThreadMessage } from '../adapters/run-in-thread.ts'
import { readLearned } from '../adapters/snapshot-store.ts'
import { type Comparison, retrain } from '../domain/retrain.ts'

/** What the thread is given. */
export interface TrainInput {
  readonly databaseUrl: string
  readonly tenantId: string
  readonly tuneSeconds: number
  readonly isForced: boolean
}

/** What it makes. */
export interface TrainedModel {
  readonly horizon: bigint
  readonly body: Uint8Array<ArrayBuffer>
  readonly stats: {
    readonly events: number
    readonly sessions: number
    readonly items: number
    readonly cases: number
    readonly hitRateAt20: number
    readonly mrrAt20: number
    readonly weights: Readonly<Record<string, number>>
    readonly readSeconds: number
    readonly tuneSeconds: number
  }
  readonly comparison?: Comparison
  readonly refusal?: string
}

/** Reading is taken for half of the work. */
const readShare = 0.5

const input = workerData as TrainInput
const post = (message: ThreadMessage<TrainedModel>, transfer: ArrayBuffer[] = []) =>
  parentPort?.postMessage(message, transfer)

const database = createDatabase({ url: input.databaseUrl, applicationName: 'inkling-train', pool: 1 })
const clock = () => performance.now()
const startedMs = clock()
const { horizon, total } = await database.tenant(input.tenantId, { name: 'measure events' }, async (sql) => {
  const [row] = await sql<
    { events: number }[]
  >`select count(*)::float8 as events from behaviour.events where tenant_id = ${input.tenantId}`
  return { horizon: await readHorizon(sql), total: row?.events ?? 0 }
})
const inService = await readLearned(database, input.tenantId)

const model = new NextItemModel()
for await (const page of readAllEvents(database.background(input.tenantId), horizon)) {
  for (const event of page) model.apply(event)
  post({ progress: (readShare * model.counts.events) / Math.max(total, model.counts.events, 1) })
}
await database.close()
const readMs = clock() - startedMs

const steps = retrain(model, inService, { tuneMs: input.tuneSeconds * 1000, isForced: input.isForced, clock })
let step = steps.next()
for (; !step.done; step = steps.next()) post({ progress: readShare + (1 - readShare) * step.value })

const { tuned, ...verdict } = step.value
const { hitRateAt20, mrrAt20 } = tuned.metrics.blend
const { events, sessions, items } = model.counts
const body = new Uint8Array(model.encode())
const stats = {
  events,
  sessions,
  items,
  // Older cases fade, so their number is not whole.
  cases: Math.round(tuned.cases),
  hitRateAt20,
  mrrAt20,
  weights: model.weights,
  readSeconds: readMs / 1000,
  tuneSeconds: (clock() - startedMs - readMs) / 1000,
}
post({ result: { horizon, body, stats, ...verdict } }, [body.buffer])
