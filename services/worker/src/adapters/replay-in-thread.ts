import { runInThread } from '@inkling/service-kit'
import type { ReplayedQuality } from '../domain/quality-loss.ts'
import type { ReplayInput } from '../threads/replay-changes.ts'

const thread = new URL('../threads/replay-changes.thread.ts', import.meta.url)

/** Replays recent uses of a tenant with the changes that a run proposes. */
export type ReplayChanges = (tenantId: string, runId: string, signal: AbortSignal) => Promise<ReplayedQuality>

export const replayInThread =
  (databaseUrl: string): ReplayChanges =>
  (tenantId, runId, signal) => {
    const input: ReplayInput = { databaseUrl, tenantId, runId }
    return runInThread(thread, input, { onProgress: () => {}, signal })
  }
