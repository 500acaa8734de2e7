import type { JobContext } from '@inkling/queues'
import type { Logger } from '@inkling/telemetry'
import type { RunKey, RunStore } from '../adapters/run-store.ts'

export interface RunContext extends JobContext {
  /** Says how far the work is, 0 to 1; stored at most twice a second. */
  readonly onProgress: (progress: number) => void
}

const progressEveryMs = 500

/** Lets the tenant follow a job as its operation: running, progress, result or the error of the last attempt. */
export function asRun<P extends RunKey>(
  runs: RunStore,
  logger: Logger,
  work: (payload: P, context: RunContext) => Promise<Record<string, unknown>>,
) {
  return async (payload: P, context: JobContext): Promise<void> => {
    await runs.begin(payload)
    let storedMs = 0
    const onProgress = (progress: number) => {
      const nowMs = performance.now()
      if (nowMs - storedMs < progressEveryMs) return
      storedMs = nowMs
      runs.progress(payload, progress).catch((error: unknown) => logger.warn({ err: error }, 'progress is not stored'))
    }
    try {
      await runs.succeed(payload, await work(payload, { ...context, onProgress }))
      logger.info({ runId: payload.runId }, 'run succeeded')
    } catch (error) {
      logger.error({ err: error, runId: payload.runId }, context.signal.aborted ? 'run interrupted' : 'run failed')
      if (context.isLastAttempt) await runs.fail(payload, 'The work failed; the log has the cause under this operation')
      throw error
    }
  }
}
