import { parentPort, workerData } from 'node:worker_threads'
import type { Item, SearchSettings } from '@inkling/contracts'
import { createDatabase, currentHorizon, readAllItems } from '@inkling/database'
import {
  behaviourLearning,
  type ClickWindow,
  type FusionReport,
  lsa,
  SearchIndex,
  searchSnapshot,
} from '@inkling/search-index'
import type { ThreadMessage } from '../adapters/run-in-thread.ts'
import { countItems, readClicks, readUses } from '../adapters/search-log.ts'

/** What the thread is given. */
export interface BuildInput {
  readonly databaseUrl: string
  readonly tenantId: string
  readonly settings: SearchSettings
}

/** What it makes. */
export interface BuiltSearch {
  readonly horizon: bigint
  readonly body: Uint8Array<ArrayBuffer>
  readonly stats: {
    readonly items: number
    readonly clicks: number
    readonly queries: number
    readonly popularItems: number
    /** How the blend that clicks taught does beside the default, and whether it serves. */
    readonly fusion: Omit<FusionReport, 'weights'>
  }
}

/** Reading and indexing the items is taken for half of the work, learning how to blend for the last fifth. */
const readShare = 0.5
const fusionShare = 0.2
/** Most time that it may take. */
const fusionMs = 60_000
/** Fewer tell nothing of what words mean to each other. */
const leastForMeaning = 20

const { databaseUrl, tenantId, settings } = workerData as BuildInput
const { language = 'en', fieldWeights, synonyms } = settings
const post = (message: ThreadMessage<BuiltSearch>, transfer: ArrayBuffer[] = []) =>
  parentPort?.postMessage(message, transfer)

const database = createDatabase({ url: databaseUrl, applicationName: 'inkling-reindex', pool: 1 })
const horizon = await currentHorizon(database.background(tenantId))
const total = await countItems(database, tenantId)
const items: Item[] = []
const index = new SearchIndex({ language, fieldWeights, synonyms })
for await (const page of readAllItems(database.background(tenantId), horizon)) {
  for (const item of page) index.put(item)
  items.push(...page)
  post({ progress: (readShare * index.size) / Math.max(total, index.size, 1) })
}
const clicks = await readClicks(database, tenantId)
const nowMs = Date.now()
const learned = behaviourLearning.learn(clicks, await readUses(database, tenantId, nowMs), nowMs)
const windows = behaviourLearning.clickWindows(clicks)
const learn = await lessonOf(windows.learn)
const judge = await lessonOf(windows.judge)
await database.close()

if (items.length >= leastForMeaning) index.use(lsa.fit(items, language))
const clock = () => performance.now()
const steps = behaviourLearning.fitFusion({ index, learn, judge, budgetMs: fusionMs, clock })
let step = steps.next()
for (; !step.done; step = steps.next()) post({ progress: 1 - fusionShare * (1 - step.value) })
const { weights, ...fusion } = step.value
const behaviour = { ...learned, ...(weights && { fusion: weights }) }

const model = index.model === undefined ? new Uint8Array() : lsa.encode(index.model)
const encoded = index.encode()
const body = searchSnapshot.encode({
  behaviour,
  lsa: model,
  vectors: index.encodeVectors(),
  index: encoded,
})
const stats = {
  items: index.size,
  clicks: clicks.length,
  queries: Object.keys(behaviour.clicks).length,
  popularItems: behaviour.popularity.length,
  fusion,
}
post({ result: { horizon, body, stats } }, [body.buffer])

/** Legs as they were when the window began. */
async function lessonOf(window: ClickWindow) {
  const uses = window.clicks.length > 0 ? await readUses(database, tenantId, window.fromMs) : []
  return behaviourLearning.fusionLesson(window, uses)
}
