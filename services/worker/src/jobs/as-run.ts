import { InklingError } from '@inkling/errors'
import { failureOf, type JobContext } from '@inkling/queues'
import type { Logger } from '@inkling/telemetry'

export interface RunKey {
  readonly tenantId: string
  readonly runId: string
}

/** Records how a run goes. A run that has ended stays as it ended. */
export interface RunRecorder {
  /** Whether the run has ended already: it was cancelled, or an attempt whose job was lost has done it. */
  hasEnded(run: RunKey): Promise<boolean>
  /** Returns how often the run has begun. */
  begin(run: RunKey): Promise<number>
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
/** A run that is interrupted so often may itself be what brings a dependency down. */
const mostBegun = 20
const progressEveryMs = 500
const lookEveryMs = 500

/**
 * Lets the tenant follow a job as its operation: that it runs, its progress, its result or the error of its last
 * attempt, in words if it is an InklingError. A run that has ended is not done again. The work of a run that is
 * cancelled is aborted within a second. An outage is no failure of the run, also one that keeps its begin or end from
 * being recorded; but from the 20th interruption of its work on, it is one.
 */
export function asRun<P extends RunKey>(
  runs: RunRecorder,
  logger: Logger,
  work: (payload: P, context: RunContext) => Promise<object>,
) {
  return async (payload: P, context: JobContext): Promise<void> => {
    if (await runs.hasEnded(payload)) return
    const begun = await runs.begin(payload)
    const { runId } = payload
    const cancelled = abortedOnceEnded(runs, payload)
    const signal = AbortSignal.any([context.signal, cancelled.signal])
    const onProgress = storedProgress(runs, logger, payload)
    try {
      await runs.succeed(payload, await work(payload, { ...context, signal, onProgress }))
      logger.info({ runId }, 'run succeeded')
    } catch (thrown) {
      if (cancelled.signal.aborted) {
        logger.info({ runId }, 'run cancelled')
        return
      }
      const error = begun < mostBegun ? thrown : asFault(thrown)
      const failure = failureOf(error)
      if (failure === 'refusal') logger.warn({ err: error, runId }, 'run refused')
      else
        logger.error({ err: error, runId }, signal.aborted || failure === 'outage' ? 'run interrupted' : 'run failed')
      if (context.isLast(error))
        await runs.fail(payload, error instanceof InklingError ? error.detail : unknownCause, error)
      throw error
    } finally {
      cancelled.stop()
    }
  }
}

const asFault = (error: unknown) =>
  failureOf(error) === 'outage'
    ? new InklingError('internal', `A part of Inkling became unavailable ${mostBegun} times while it worked`, {
        cause: error,
      })
    : error

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
