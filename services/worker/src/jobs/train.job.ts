import type { Database } from '@inkling/database'
import type { JobPayloads } from '@inkling/queues'
import { runInThread } from '../adapters/run-in-thread.ts'
import { storeSnapshot } from '../adapters/snapshot-store.ts'
import type { TrainedModel, TrainInput } from '../threads/train-model.ts'
import type { RunContext } from './as-run.ts'

const thread = new URL('../threads/train-model.ts', import.meta.url)

/** Builds a tenant's next-item model from all its events, tunes it and stores it; whoever serves it loads it. */
export function trainJob(database: Database, databaseUrl: string, announce: (tenantId: string) => void) {
  return async ({ tenantId, tuneSeconds }: JobPayloads['train'], { onProgress, signal }: RunContext) => {
    const input: TrainInput = { databaseUrl, tenantId, tuneSeconds }
    const { stats, ...model } = await runInThread<TrainedModel>(thread, input, { onProgress, signal })
    const version = await storeSnapshot(database, tenantId, { kind: 'next-item', ...model, stats })
    announce(tenantId)
    return { snapshot: Number(version), sizeBytes: model.body.byteLength, ...stats }
  }
}
