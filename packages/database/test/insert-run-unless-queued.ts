import type { Operation } from '@inkling/contracts'
import type { TenantDatabase } from '../src/client/tenant-database.ts'
import { type NewRun, runLogOf } from '../src/operations/insert-runs.ts'

/** Inserts one run unless an equal one is queued, and rejects if it is refused. */
export async function insertRunUnlessQueued(runs: TenantDatabase, run: NewRun, mostOpen: number): Promise<Operation> {
  const [outcome] = await runLogOf(runs).insertUnlessQueued([run], () => mostOpen)
  if (outcome?.status === 'fulfilled') return outcome.value
  throw outcome?.reason
}
