import { createDatabase, putErrorGroups } from '@inkling/database'
import { Deadline } from '@inkling/resilience'
import { type ErrorBatch, ErrorGroups, type Logger } from '@inkling/telemetry'

/** The last counts must not use up the time to shut down if Postgres hangs. */
const timeoutMs = 2_000

/**
 * Stores the counts of this process' errors in Postgres, over a connection and with a circuit of their own: the errors
 * may be that the pool is used up. The connection is open while there are errors. Returns a function that ends it.
 */
export function storeErrors(service: string, url: string, logger: Logger): () => Promise<void> {
  const applicationName = `inkling-${service}-errors`
  const database = createDatabase({ url, applicationName, pool: 1, policyName: 'Postgres for errors' })
  const store = (batch: ErrorBatch) =>
    putErrorGroups(database, batch, new Deadline(timeoutMs)).catch((error: unknown) => {
      logger.debug({ err: error }, 'counts of errors not stored; they are sent again')
      throw error
    })
  const errors = new ErrorGroups({ service, store })
  errors.start()
  return async () => {
    await errors.close()
    await database.close()
  }
}
