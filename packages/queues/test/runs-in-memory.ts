import { isDeepStrictEqual } from 'node:util'
import type { Operation } from '@inkling/contracts'
import type { RunLog } from '../src/submit-run.ts'

/** Keeps the runs of a tenant in memory, and the order of their changes. */
export function runsInMemory() {
  const steps: string[] = []
  /** Put a run here, and it is active. */
  const active: Operation[] = []
  /** The runs that were inserted, the oldest first. Take one out, and it has ended. */
  const open: Operation[] = []
  const runs: RunLog = {
    tenantId: 'acme',
    async insert({ id, kind, options }) {
      steps.push(`insert ${kind}`)
      const operation = { id, kind, options, state: 'queued' } as Operation
      open.push(operation)
      return operation
    },
    insertUnlessActive: async (run) => active[0] ?? runs.insert(run),
    insertUnlessQueued: async (run) => {
      const isEqual = ({ kind, state, options }: Operation) =>
        kind === run.kind && state === 'queued' && isDeepStrictEqual(options, run.options)
      return active.find(isEqual) ?? runs.insert(run)
    },
    next: async (kind) => {
      const oldest = open.find((run) => run.kind === kind)
      return oldest?.state === 'queued' ? { tenantId: 'acme', ...oldest } : undefined
    },
    async fail(id, error) {
      steps.push(`fail ${id}: ${error}`)
    },
  }
  return { runs, steps, active, open }
}
