import { calls, type ProcessState } from '@inkling/contracts'
import { describePolicies, resetCircuits } from '@inkling/resilience'
import type { FastifyInstance } from 'fastify'
import { implement } from '../calls/implement.ts'
import type { LoadMonitor } from './load-monitor.ts'

export interface ProcessParts {
  readonly load: Pick<LoadMonitor, 'level' | 'forced' | 'latest'>
  /** The counts of the process' caches. */
  readonly caches?: { stats(): ReadonlyMap<string, object> }
}

/** What this process tells of itself. */
export function processState({ load, caches }: ProcessParts): ProcessState {
  const { level, forced, latest } = load
  return {
    load: { level, forced: forced !== undefined, ...latest },
    policies: describePolicies().map((policy) => ({
      ...policy,
      settings: { ...policy.settings },
      counters: { ...policy.counters },
    })),
    caches: Object.fromEntries([...(caches?.stats() ?? [])].map(([name, counts]) => [name, { ...counts }])),
  }
}

/** Answers the gateway's questions about this process. */
export async function processStateRoute(app: FastifyInstance, parts: ProcessParts): Promise<void> {
  implement(app, calls.describeProcess, async () => processState(parts))
  implement(app, calls.resetProcessCircuits, async ({ body }) => ({ names: resetCircuits(body.names) }))
}
