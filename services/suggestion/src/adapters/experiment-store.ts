import { randomBytes } from 'node:crypto'
import type { Experiment, NewExperiment } from '@inkling/contracts'
import {
  countRunningExperiments,
  createExperiment,
  type Database,
  deleteExperiment,
  type ExperimentKey,
  listExperiments,
  listScenarios,
  readExperiment,
  type StoredExperiment,
  stopExperiment,
} from '@inkling/database'
import type { Caller, Upstream } from '@inkling/service-kit'
import { experimentMetrics } from '@inkling/telemetry'
import { resultOf, type TestsState } from '../domain/judge-experiment.ts'
import { checkRules, requireScenario } from './check-rules.ts'
import type { Learner } from './learner.ts'

export interface ExperimentStoreOptions {
  readonly database: Database
  /** It reads filters. */
  readonly search: Upstream
  readonly onChanged: (tenantId: string) => Promise<unknown>
  /** It judges them. */
  readonly learner: Pick<Learner, 'noteFeedback'>
}

type Stored = StoredExperiment<TestsState>

/** The experiments of a tenant, in Postgres. */
export function experimentStore({ database, search, onChanged, learner }: ExperimentStoreOptions) {
  experimentMetrics().running.sampleAll(() =>
    countRunningExperiments(database).then(
      (running) => [[{}, running]],
      () => [],
    ),
  )
  const changed = async (caller: Caller) => {
    learner.noteFeedback(caller.principal.tenantId)
    await onChanged(caller.principal.tenantId)
  }
  return {
    /** @throws InklingError validation_failed, conflict */
    async create(caller: Caller, experiment: NewExperiment): Promise<Experiment> {
      const tenant = database.of(caller)
      requireScenario(await listScenarios(tenant), experiment.scenario)
      for (const variant of ['control', 'treatment'] as const)
        await checkRules(search, experiment[variant] ?? {}, `/${variant}`, caller)
      const id = `exp_${caller.executionId ?? randomBytes(12).toString('base64url')}`
      const created = await createExperiment<TestsState>(tenant, id, experiment)
      await changed(caller)
      return toExperiment(created)
    },
    async list(caller: Caller, before: ExperimentKey | undefined, limit: number): Promise<Experiment[]> {
      learner.noteFeedback(caller.principal.tenantId)
      return (await listExperiments<TestsState>(database.of(caller), before, limit)).map(toExperiment)
    },
    async read(caller: Caller, id: string): Promise<Experiment> {
      learner.noteFeedback(caller.principal.tenantId)
      return toExperiment(await readExperiment<TestsState>(database.of(caller), id))
    },
    async stop(caller: Caller, id: string): Promise<Experiment> {
      const stopped = await stopExperiment<TestsState>(database.of(caller), id)
      await changed(caller)
      return toExperiment(stopped)
    },
    async remove(caller: Caller, id: string): Promise<void> {
      await deleteExperiment(database.of(caller), id)
      await changed(caller)
    },
  }
}

const toExperiment = ({ id, scenario, settings, state, tests, ...rest }: Stored): Experiment => ({
  id,
  ...settings,
  ...(scenario !== '' && { scenario }),
  state,
  createdAt: rest.createdAt.toISOString(),
  endsAt: rest.endsAt.toISOString(),
  ...(rest.stoppedAt && { stoppedAt: rest.stoppedAt.toISOString() }),
  ...(rest.reason && { reason: rest.reason }),
  ...(rest.winner && { winner: rest.winner }),
  result: resultOf(settings, tests),
})
