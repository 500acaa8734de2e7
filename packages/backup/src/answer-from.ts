import {
  activeTenants,
  createDatabase,
  currentHorizon,
  readAllEvents,
  readAllItems,
  type TenantDatabase,
} from '@inkling/database'
import { NextItemModel } from '@inkling/predictors'
import { SearchIndex } from '@inkling/search-index'
import { BackupError } from './backup-error.ts'

export interface Answers {
  /** The tenant whose data gave a prediction; undefined if none has used two items. */
  readonly predictedFor: string | undefined
  /** The tenant in whose items the title of one of them was found; undefined if none has items. */
  readonly foundFor: string | undefined
}

/** Enough to answer from, and little enough for a nightly job. */
const mostPages = 10

/**
 * Builds a model of the next item and a search index from the rows of a database, of the first tenant that has some,
 * and asks them. @throws BackupError if the search does not find an item by its own title
 */
export async function answerFrom(url: string): Promise<Answers> {
  const database = createDatabase({ url, applicationName: 'inkling-drill', pool: 2 })
  let [predictedFor, foundFor]: (string | undefined)[] = []
  try {
    for await (const { id } of activeTenants(database)) {
      const tenant = database.background(id)
      const horizon = await currentHorizon(tenant)
      if (!predictedFor && (await predicts(tenant, horizon))) predictedFor = id
      if (!foundFor && (await finds(tenant, horizon))) foundFor = id
      if (predictedFor && foundFor) break
    }
    return { predictedFor, foundFor }
  } finally {
    await database.close()
  }
}

async function predicts(tenant: TenantDatabase, horizon: bigint): Promise<boolean> {
  const model = new NextItemModel()
  let last: string | undefined
  for await (const event of firstOf(readAllEvents(tenant, horizon))) {
    model.apply(event)
    last = event.itemId
  }
  return last !== undefined && model.predict({ recent: [last] }).length > 0
}

async function finds(tenant: TenantDatabase, horizon: bigint): Promise<boolean> {
  const index = new SearchIndex()
  let sought: { readonly id: string; readonly title: string } | undefined
  for await (const item of firstOf(readAllItems(tenant, horizon))) {
    index.put(item)
    if (/\p{L}{4}/u.test(item.title)) sought ??= item
  }
  if (!sought) return false
  const { hits } = index.search({ query: sought.title, limit: 10 })
  if (hits.length > 0) return true
  throw new BackupError(`A search in the restored items of ${tenant.tenantId} does not find ${sought.id} by its title.`)
}

async function* firstOf<T>(pages: AsyncIterable<T[]>): AsyncGenerator<T> {
  let read = 0
  for await (const page of pages) {
    yield* page
    if (++read === mostPages) return
  }
}
