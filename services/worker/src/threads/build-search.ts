import { parentPort, workerData } from 'node:worker_threads'
import { createDatabase, currentHorizon } from '@inkling/database'
import { encodeSearchSnapshot, learnBehaviour } from '@inkling/search-index'
import { readClicks, readUses } from '../adapters/behaviour-log.ts'
import type { ThreadMessage } from '../adapters/run-in-thread.ts'

/** What the thread is given. */
export interface BuildInput {
  readonly databaseUrl: string
  readonly tenantId: string
}

/** What it makes. */
export interface BuiltSearch {
  readonly horizon: bigint
  readonly body: Uint8Array<ArrayBuffer>
  readonly stats: { readonly clicks: number; readonly queries: number; readonly popularItems: number }
}

const { databaseUrl, tenantId } = workerData as BuildInput
const post = (message: ThreadMessage<BuiltSearch>, transfer: ArrayBuffer[] = []) =>
  parentPort?.postMessage(message, transfer)

const database = createDatabase({ url: databaseUrl, applicationName: 'inkling-reindex', pool: 1 })
const horizon = await currentHorizon(database, tenantId)
const clicks = await readClicks(database, tenantId)
const behaviour = learnBehaviour(clicks, await readUses(database, tenantId), Date.now())
await database.close()

const body = encodeSearchSnapshot({ behaviour })
const stats = {
  clicks: clicks.length,
  queries: Object.keys(behaviour.clicks).length,
  popularItems: behaviour.popularity.length,
}
post({ result: { horizon, body, stats } }, [body.buffer])
