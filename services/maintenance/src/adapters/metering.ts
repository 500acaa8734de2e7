import { measuredEverySeconds } from '@inkling/contracts'
import { type Database, measureStored, runsInFlight } from '@inkling/database'
import { Deadline, inBackground } from '@inkling/resilience'
import { meter } from '@inkling/service-kit'
import type { Logger } from '@inkling/telemetry'

const storedEveryMs = measuredEverySeconds.stored * 1_000

/**
 * Measures what tenants have that no single process holds: their runs at work, every 30 s, and what they store, at once
 * and then every 5 minutes. Returns a function that ends it.
 */
export function startMetering(database: Database, logger: Pick<Logger, 'debug'>): () => void {
  const stopRuns = meter({ database, logger, source: 'runs', read: () => readRuns(database) })
  const count = () =>
    measureStored(database, new Deadline(storedEveryMs)).catch((error: unknown) =>
      logger.debug({ err: error }, 'what tenants store was not counted; the next count is'),
    )
  void count()
  const timer = inBackground(() => setInterval(() => void count(), storedEveryMs)).unref()
  return () => {
    stopRuns()
    clearInterval(timer)
  }
}

async function readRuns(database: Database) {
  const byTenant = Map.groupBy(await runsInFlight(database), ({ tenantId }) => tenantId)
  return [...byTenant].map(([tenantId, runs]) => ({ tenantId, meter: 'concurrentRuns' as const, value: runs.length }))
}
