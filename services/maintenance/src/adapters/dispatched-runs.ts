import { type Plans, runWeights } from '@inkling/contracts'
import {
  type Database,
  failRun,
  firstWaitingRuns,
  markHanded,
  readPlans,
  readRunHolds,
  releaseRuns,
  requeueRun,
  runsInFlight,
} from '@inkling/database'
import type { DispatchedRuns } from '@inkling/queues'
import type { Logger, queueMetrics } from '@inkling/telemetry'
import { knownPlan } from './limits-of-tenant.ts'

/** The runs of all tenants, in Postgres. */
export const dispatchedRuns = (
  database: Database,
  logger: Logger,
  { recovered }: Pick<ReturnType<typeof queueMetrics>, 'recovered'>,
  plans: () => Plans,
): DispatchedRuns => ({
  release: () => releaseRuns(database),
  waiting: () => firstWaitingRuns(database),
  inFlight: () => runsInFlight(database),
  async paused() {
    const holds = (await readRunHolds(database)).filter(({ state }) => state === 'paused')
    const namesOf = (of: 'queue' | 'tenant') =>
      new Set(holds.filter(({ subject }) => subject === of).map(({ name }) => name))
    return { kinds: namesOf('queue'), tenants: namesOf('tenant') }
  },
  markHanded: (runs) => markHanded(database, runs),
  requeue: ({ tenantId, id }) => requeueRun(database.background(tenantId), id),
  fail: ({ tenantId, id }, error) => failRun(database.background(tenantId), id, error),
  async shares(tenantIds) {
    const named = await readPlans(database, tenantIds)
    const shareOf = (plan: string) => {
      const known = knownPlan(plan)
      return { weight: runWeights[known], atOnce: plans()[known].concurrentRuns }
    }
    return new Map([...named].map(([id, plan]) => [id, shareOf(plan)]))
  },
  onRecovered({ tenantId, id, kind }, outcome) {
    recovered.inc({ kind, outcome })
    const message = outcome === 'failed' ? 'run failed: its job died' : 'run queued again: its job was lost'
    logger.warn({ tenantId, runId: id, kind }, message)
  },
})
