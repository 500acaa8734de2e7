import { parentPort, workerData } from 'node:worker_threads'
import type { Item } from '@inkling/contracts'
import { createDatabase, currentHorizon, readAllItems } from '@inkling/database'
import type { Language } from '@inkling/search-index'
import { encodeMeaning, encodeSearchSnapshot, fitMeaning, learnBehaviour, SearchIndex } from '@inkling/search-index'
import type { ThreadMessage } from '../adapters/run-in-thread.ts'
import { countItems, readClicks, readUses } from '../adapters/search-log.ts'

/** What the thread is given. */
export interface BuildInput {
  readonly databaseUrl: string
  readonly tenantId: string
  readonly language: Language
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
  }
}

/** Reading and indexing the items is taken for half of the work. */
const readShare = 0.5
/** Fewer tell nothing of what words mean to each other. */
const leastForMeaning = 20

const { databaseUrl, tenantId, language } = workerData as BuildInput
const post = (message: ThreadMessage<BuiltSearch>, transfer: ArrayBuffer[] = []) =>
  parentPort?.postMessage(message, transfer)

const database = createDatabase({ url: databaseUrl, applicationName: 'inkling-reindex', pool: 1 })
const horizon = await currentHorizon(database, tenantId)
const total = await countItems(database, tenantId)
const items: Item[] = []
const index = new SearchIndex({ language })
for await (const page of readAllItems(database, tenantId, horizon)) {
  for (const item of page) index.put(item)
  items.push(...page)
  post({ progress: (readShare * index.size) / Math.max(total, index.size, 1) })
}
const clicks = await readClicks(database, tenantId)
const behaviour = learnBehaviour(clicks, await readUses(database, tenantId), Date.now())
await database.close()

if (items.length >= leastForMeaning) index.use(fitMeaning(items, language))
const meaning = index.model === undefined ? new Uint8Array() : encodeMeaning(index.model)
const encoded = index.encode()
const body = encodeSearchSnapshot({ behaviour, meaning, placed: index.placed(), index: encoded })
const stats = {
  items: index.size,
  clicks: clicks.length,
  queries: Object.keys(behaviour.clicks).length,
  popularItems: behaviour.popularity.length,
}
post({ result: { horizon, body, stats } }, [body.buffer])
