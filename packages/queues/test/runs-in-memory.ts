import { isDeepStrictEqual } from 'node:util'
import type { Operation } from '@inkling/contracts'
import type { NewRun, RunLog } from '../src/submit-run.ts'

/** Keeps the runs of a tenant in memory, as they were recorded. */
export function runsInMemory() {
  const recorded: NewRun[] = []
  /** Put a run here, and it is active. */
  const active: Operation[] = []
  const insert = (run: NewRun) => {
    recorded.push(run)
    return { id: run.id, kind: run.kind, options: run.options, state: 'queued' } as Operation
  }
  const runs: RunLog = {
    tenantId: 'acme',
    insertUnlessActive: async (run) => active[0] ?? insert(run),
    insertUnlessQueued: async (asked) =>
      asked.map((run) => {
        const isEqual = ({ kind, state, options }: Operation) =>
          kind === run.kind && state === 'queued' && isDeepStrictEqual(options, run.options)
        return { status: 'fulfilled', value: active.find(isEqual) ?? insert(run) }
      }),
  }
  return { runs, recorded, active }
}
