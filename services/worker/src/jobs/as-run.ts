import type { JobContext } from '@inkling/queues'
import type { Logger } from '@inkling/telemetry'

export interface RunKey {
  readonly tenantId: string
  readonly runId: string
}

/** Records how a run goes. A run that has ended stays as it ended. */
export interface RunRecorder {
  begin(run: RunKey): Promise<void>
  /** @param progress From 0 to 1. */
  progress(run: RunKey, progress: number): Promise<void>
  succeed(run: RunKey, result: object): Promise<void>
  fail(run: RunKey, error: string): Promise<void>
}

export interface RunContext extends JobContext {
  /** Tells how far the work is, from 0 to 1. Stored at most twice a second. */
  readonly onProgress: (progress: number) => void
}

const progressEveryMs = 500

/**
 * Lets the tenant follow a job as its operation: that it runs, its progress, its result or the error of its last
 * attempt.
 */
export function asRun<P extends RunKey>(
  runs: RunRecorder,
  logger: Logger,
  work: (payload: P, context: RunContext) => Promise<object>,
) {
  return async (payload: P, context: JobContext): Promise<void> => {
    await runs.begin(payload)
    let storedMs = 0
    const onProgress = (progress: number) => {
      const nowMs = performance.now()
      if (nowMs - storedMs < progressEveryMs) return
      storedMs = nowMs
      runs.progress(payload, progress).catch((error: unknown) => logger.warn({ err: error }, 'progress not stored'))
    }
    try {
      await runs.succeed(payload, await work(payload, { ...context, onProgress }))
      logger.info({ runId: payload.runId }, 'run succeeded')
    } catch (error) {
      logger.error({ err: error, runId: payload.runId }, context.signal.aborted ? 'run interrupted' : 'run failed')
      if (context.isLastAttempt)
        await runs.fail(payload, 'The work failed; the worker logs the cause with the id of this operation')
      throw error
    }
  }
}
