import type { Database } from '@inkling/database'
import type { JobPayloads } from '@inkling/queues'
import type { Logger } from '@inkling/telemetry'
import { runInThread } from '../adapters/run-in-thread.ts'
import { readSearchSettings } from '../adapters/search-log.ts'
import { storeSnapshot } from '../adapters/snapshot-store.ts'
import type { BuildInput, BuiltSearch } from '../threads/build-search.ts'
import type { RunContext } from './as-run.ts'

const thread = new URL('../threads/build-search.ts', import.meta.url)

/** Makes what search learns from a tenant's items and their use, and stores it; whoever serves it loads it. */
export function reindexJob(
  database: Database,
  databaseUrl: string,
  logger: Logger,
  announce: (tenantId: string) => void,
) {
  return async (
    { tenantId, runId }: JobPayloads['reindex'],
    { onProgress, signal }: Pick<RunContext, 'onProgress' | 'signal'>,
  ) => {
    const settings = await readSearchSettings(database, tenantId)
    const input: BuildInput = { databaseUrl, tenantId, settings }
    const { stats, ...built } = await runInThread<BuiltSearch>(thread, input, { onProgress, signal })
    const version = await storeSnapshot(database, tenantId, { kind: 'search', ...built, stats })
    announce(tenantId)
    const { fusion } = stats
    logger.info(
      { tenantId, runId, ...fusion },
      fusion.isAccepted ? 'clicks taught how to blend' : 'the blend is the default',
    )
    return { snapshot: Number(version), sizeBytes: built.body.byteLength, ...stats }
  }
}
