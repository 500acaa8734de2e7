import { snapshotKinds } from '@inkling/contracts'
import { type Database, readSearchSettings, storeSnapshot } from '@inkling/database'
import type { JobPayload } from '@inkling/queues'
import { runInThread } from '@inkling/service-kit'
import type { Logger } from '@inkling/telemetry'
import type { BuildInput, BuiltSearch } from '../threads/build-search.ts'
import type { RunContext } from './as-run.ts'

const thread = new URL('../threads/build-search.thread.ts', import.meta.url)

/**
 * Builds a tenant's search index and what search learns from use, stores them and announces them, so that search loads
 * them.
 */
export function reindexJob(
  database: Database,
  databaseUrl: string,
  logger: Logger,
  announce: (tenantId: string) => void,
) {
  return async (
    { tenantId, runId }: JobPayload<'reindex'>,
    { onProgress, signal }: Pick<RunContext, 'onProgress' | 'signal'>,
  ) => {
    const tenant = database.background(tenantId, signal)
    const input: BuildInput = { databaseUrl, tenantId, settings: await readSearchSettings(tenant) }
    const { horizon, body, stats } = await runInThread<BuiltSearch>(thread, input, { onProgress, signal })
    const version = await storeSnapshot(tenant, { kind: snapshotKinds.search, horizon, body, stats })
    announce(tenantId)
    const { fusion } = stats
    logger.info(
      { tenantId, runId, ...fusion },
      fusion.isAccepted ? 'search blends as clicks taught it' : 'search blends by default weights',
    )
    return { snapshot: Number(version), sizeBytes: body.byteLength, ...stats }
  }
}
