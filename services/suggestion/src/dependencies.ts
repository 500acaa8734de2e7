import { createDatabase, ReceiptWriter } from '@inkling/database'
import { Upstream } from '@inkling/service-kit'
import type { Config } from './config.ts'

export type Dependencies = ReturnType<typeof createDependencies>

export function createDependencies(config: Config) {
  const secret = config.SIGNING_SECRET
  const database = createDatabase({
    url: config.DATABASE_URL,
    applicationName: 'inkling-suggestion',
    pool: config.DATABASE_POOL,
  })
  const receipts = new ReceiptWriter(database)
  const leg = { secret, attemptTimeoutMs: config.LEG_TIMEOUT_MS }
  const prediction = new Upstream({ name: 'prediction', url: config.PREDICTION_URL, ...leg })
  const search = new Upstream({ name: 'search', url: config.SEARCH_URL, ...leg })

  return {
    database,
    receipts,
    prediction,
    search,
    async close() {
      await Promise.all([prediction.close(), search.close()])
      await receipts.close()
      await database.close()
    },
  }
}
