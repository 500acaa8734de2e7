import { InklingError } from '@inkling/errors'
import type { JobContext } from '@inkling/queues'
import type { Logger } from '@inkling/telemetry'

export interface RunKey {
  readonly tenantId: string
  readonly runId: string
}

/** Records how a run goes. A run that has ended stays as it ended. */
export interface RunRecorder {
  /** Whether the run has ended already: it was cancelled, or an attempt whose job was lost has done it. */
  hasEnded(run: RunKey): Promise<boolean>
  begin(run: RunKey): Promise<unknown>
  /** @param progress From 0 to 1. */
  progress(run: RunKey, progress: number): Promise<unknown>
  succeed(run: RunKey, result: object): Promise<unknown>
  /** @param error For the tenant. @param cause For operators. */
  fail(run: RunKey, error: string, cause: unknown): Promise<unknown>
}

export interface RunContext extends JobContext {
  /** Tells how far the work is, from 0 to 1. Stored at most twice a second. */
  readonly onProgress: (progress: number) => void
}

const unknownCause = 'The work failed; the worker logs the cause with the id of this operation'
const progressEveryMs = 500
const lookEveryMs = 500

/**
 * Lets the tenant follow a job as its operation: that it runs, its progress, its result or the error of its last
 * attempt, in words if it is an InklingError. A run that has ended is not done again. The work of a run that is
 * cancelled is aborted within a second.
 */
export function asRun<P extends RunKey>(
  runs: RunRecorder,
  logger: Logger,
  work: (payload: P, context: RunContext) => Promise<object>,
) {
  return async (payload: P, context: JobContext): Promise<void> => {
    if (await runs.hasEnded(payload)) return
    await runs.begin(payload)
    const { runId } = payload
    const cancelled = abortedOnceEnded(runs, payload)
    const signal = AbortSignal.any([context.signal, cancelled.signal])
    const onProgress = storedProgress(runs, logger, payload)
    try {
      await runs.succeed(payload, await work(payload, { ...context, signal, onProgress }))
      logger.info({ runId }, 'run succeeded')
    } catch (error) {
      if (cancelled.signal.aborted) {
        logger.info({ runId }, 'run cancelled')
        return
      }
      logger.error({ err: error, runId }, signal.aborted ? 'run interrupted' : 'run failed')
      if (context.isLastAttempt)
        await runs.fail(payload, error instanceof InklingError ? error.detail : unknownCause, error)
      throw error
    } finally {
      cancelled.stop()
    }
  }
}

/** A signal that aborts once the run has ended from outside. While Postgres is unavailable, the work goes on. */
function abortedOnceEnded(runs: RunRecorder, run: RunKey) {
  const controller = new AbortController()
  const look = async () => {
    if (await runs.hasEnded(run)) controller.abort(new Error('the run was cancelled'))
  }
  const timer = setInterval(() => void look().catch(() => {}), lookEveryMs)
  return { signal: controller.signal, stop: () => clearInterval(timer) }
}

function storedProgress(runs: RunRecorder, logger: Logger, run: RunKey) {
  let storedMs = 0
  return (progress: number) => {
    const nowMs = performance.now()
    if (nowMs - storedMs < progressEveryMs) return
    storedMs = nowMs
    runs.progress(run, progress).catch((error: unknown) => logger.warn({ err: error }, 'progress not stored'))
  }
}
