import { snapshotKinds } from '@inkling/contracts'
import {
  type Database,
  putTrainedChallenger,
  replaceRobots,
  storeSnapshot,
  type TenantDatabase,
} from '@inkling/database'
import { learnedFormat, type TrainedState } from '@inkling/predictors'
import type { JobPayload } from '@inkling/queues'
import { runInThread } from '@inkling/service-kit'
import { type Logger, trainingMetrics } from '@inkling/telemetry'
import type { Loser } from '../domain/retrain.ts'
import type { TrainedModel, TrainInput } from '../threads/train-model.ts'
import type { RunContext } from './as-run.ts'

const thread = new URL('../threads/train-model.thread.ts', import.meta.url)

/** The most that learning the weights again may take. It plays back 30,000 events at most. */
const refitSeconds = 60

/**
 * Trains a tenant's next-item model on all its events, stores it and announces it, so that prediction loads it. A refit
 * keeps the tuning in service, and learns only weights and calibration from the events. So does a run without time to
 * tune.
 *
 * A model that predicts worse than the snapshot in service is rejected, and so is one that too few sessions show to
 * predict as well. Then the tuning and weights in service are
 * stored over all events, for processes that start later, and processes that serve already go on as they are.
 *
 * The model that is not in service then challenges the other one in the league of predictions.
 */
export function trainJob(
  database: Database,
  databaseUrl: string,
  logger: Logger,
  announce: (tenantId: string) => void,
  metrics = trainingMetrics(),
) {
  return async (
    { tenantId, runId, force: isForced = false, ...options }: JobPayload<'train'> | JobPayload<'refit'>,
    { onProgress, signal }: RunContext,
  ) => {
    const toTune = 'tuneSeconds' in options ? options.tuneSeconds : 0
    const keepsTuning = toTune === 0
    const tuneSeconds = keepsTuning ? refitSeconds : toTune
    const input: TrainInput = { databaseUrl, tenantId, tuneSeconds, keepsTuning, isForced }
    // Bound before: if another database takes the place of the one that is read, nothing is stored there.
    const tenant = database.background(tenantId, signal)
    const trained = await runInThread<TrainedModel>(thread, input, { onProgress, signal })
    const { horizon, stats, comparison, refusal, loser, body, marks } = trained
    const isRefused = refusal !== undefined
    const snapshot = { kind: snapshotKinds.nextItem, horizon, body, stats, isKept: isRefused }
    const version = await storeSnapshot(tenant, snapshot)
    await replaceRobots(tenant, marks)
    if (loser) await challengeBy(tenant, loser)
    metrics.snapshots.inc({ outcome: !isRefused ? (isForced ? 'forced' : 'stored') : comparison ? 'refused' : 'kept' })
    if (!isRefused) announce(tenantId)
    else if (comparison)
      logger.warn({ tenantId, runId, refusal, ...comparison }, 'new snapshot rejected: it predicts worse')
    else logger.info({ tenantId, runId, refusal }, 'model in service kept: too few sessions to compare on')
    const verdict = isRefused ? { refused: true, reason: refusal } : { refused: false }
    return { ...verdict, snapshot: Number(version), sizeBytes: body.byteLength, ...stats, ...comparison }
  }
}

const challengeBy = (tenant: TenantDatabase, { name, learned: { tuning, blend } }: Loser) =>
  putTrainedChallenger<TrainedState>(tenant, { name, learned: { format: learnedFormat, tuning, blend } })
