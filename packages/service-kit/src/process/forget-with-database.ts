import type { Database } from '@inkling/database'
import type { Logger } from '@inkling/telemetry'

interface Held {
  dropAll(): void
}

/**
 * When another database cluster takes the place of the one before, such as a restored one, forgets what the process
 * holds of that: the models, and what all processes have cached.
 */
export function forgetWithDatabase(
  database: Pick<Database, 'onOtherCluster'>,
  caches: { clear(): Promise<void> },
  logger: Logger,
  models: readonly Held[] = [],
): void {
  database.onOtherCluster(() => {
    logger.warn('the database was restored or replaced: models and caches of the one before are forgotten')
    for (const held of models) held.dropAll()
    void caches.clear()
  })
}
