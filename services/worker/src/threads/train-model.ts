import { parentPort, workerData } from 'node:worker_threads'
import { createDatabase, readAllEvents, readHorizon } from '@inkling/database'
import { NextItemModel, tune } from '@inkling/predictors'
import type { ThreadMessage } from '../adapters/run-in-thread.ts'

/** What the thread is given. */
export interface TrainInput {
  readonly databaseUrl: string
  readonly tenantId: string
  readonly tuneSeconds: number
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
}

/** Reading is taken for half of the work, tuning for the other half. */
const readShare = 0.5

const input = workerData as TrainInput
const post = (message: ThreadMessage<TrainedModel>, transfer: ArrayBuffer[] = []) =>
  parentPort?.postMessage(message, transfer)

const database = createDatabase({ url: input.databaseUrl, applicationName: 'inkling-train', pool: 1 })
const startedMs = performance.now()
const { horizon, total } = await database.tenant(input.tenantId, { name: 'measure events' }, async (sql) => {
  const [row] = await sql<
    { events: number }[]
  >`select count(*)::float8 as events from behaviour.events where tenant_id = ${input.tenantId}`
  return { horizon: await readHorizon(sql), total: row?.events ?? 0 }
})

const model = new NextItemModel()
for await (const page of readAllEvents(database, input.tenantId, horizon)) {
  for (const event of page) model.apply(event)
  post({ progress: (readShare * model.counts.events) / Math.max(total, model.counts.events, 1) })
}
await database.close()
const readMs = performance.now() - startedMs

const steps = tune(model, { budgetMs: input.tuneSeconds * 1000, clock: () => performance.now() })
let step = steps.next()
for (; !step.done; step = steps.next()) post({ progress: readShare + (1 - readShare) * step.value.fraction })

const { weights, metrics } = step.value
// Older cases fade, so their number is not whole.
const cases = Math.round(step.value.cases)
const { hitRateAt20, mrrAt20 } = metrics.blend
const { events, sessions, items } = model.counts
const body = new Uint8Array(model.encode())
const tuneMs = performance.now() - startedMs - readMs
const stats = {
  events,
  sessions,
  items,
  cases,
  hitRateAt20,
  mrrAt20,
  weights,
  readSeconds: readMs / 1000,
  tuneSeconds: tuneMs / 1000,
}
post({ result: { horizon, body, stats } }, [body.buffer])
