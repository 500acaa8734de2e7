import type { Database } from '@inkling/database'
import type { JobPayloads } from '@inkling/queues'
import { type Logger, metrics } from '@inkling/telemetry'
import { runInThread } from '../adapters/run-in-thread.ts'
import { storeSnapshot } from '../adapters/snapshot-store.ts'
import type { TrainedModel, TrainInput } from '../threads/train-model.ts'
import type { RunContext } from './as-run.ts'

const thread = new URL('../threads/train-model.ts', import.meta.url)

/**
 * Builds a tenant's next-item model from all its events, tunes it and stores it; whoever serves it loads it. What predicts worse than the
 * snapshot in service is refused: then the tuning and weights in service are stored over all events, for whoever starts anew, and those who
 * serve go on as they are.
 */
export function trainJob(
  database: Database,
  databaseUrl: string,
  logger: Logger,
  announce: (tenantId: string) => void,
) {
  return async (
    { tenantId, runId, tuneSeconds, force: isForced = false }: JobPayloads['train'],
    { onProgress, signal }: RunContext,
  ) => {
    const input: TrainInput = { databaseUrl, tenantId, tuneSeconds, isForced }
    const trained = await runInThread<TrainedModel>(thread, input, { onProgress, signal })
    const { stats, comparison, refusal, body } = trained
    const isRefused = refusal !== undefined
    const version = await storeSnapshot(database, tenantId, { kind: 'next-item', ...trained, isKept: isRefused })
    metrics.snapshots.inc({ outcome: isRefused ? 'refused' : isForced ? 'forced' : 'stored' })
    if (isRefused) logger.warn({ tenantId, runId, refusal, ...comparison }, 'the new snapshot predicts worse; refused')
    else announce(tenantId)
    const verdict = isRefused ? { refused: true, reason: refusal } : { refused: false }
    return { ...verdict, snapshot: Number(version), sizeBytes: body.byteLength, ...stats, ...comparison }
  }
}
