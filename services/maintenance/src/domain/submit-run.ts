import { randomBytes } from 'node:crypto'
import type { Operation } from '@inkling/contracts'

export interface RunPorts {
  insert(tenantId: string, id: string, kind: string, options: object): Promise<Operation>
  /** As insert, or the run of the kind that is queued or running. */
  insertUnlessActive(tenantId: string, id: string, kind: string, options: object): Promise<Operation>
  fail(tenantId: string, id: string, error: string): Promise<void>
}

/**
 * Records a run, then queues its job under the run's id. When it cannot be queued the run is marked failed and the
 * refusal passes on, so that no run waits for a job that does not exist. If `unlessActive`, a run of the same kind that has not ended is
 * answered instead.
 */
export async function submitRun(
  runs: RunPorts,
  tenantId: string,
  run: { readonly kind: string; readonly options: object; readonly unlessActive?: boolean },
  enqueue: (runId: string) => Promise<void>,
): Promise<Operation> {
  const id = `op_${randomBytes(12).toString('base64url')}`
  const insert = run.unlessActive ? runs.insertUnlessActive : runs.insert
  const operation = await insert(tenantId, id, run.kind, run.options)
  if (operation.id !== id) return operation
  try {
    await enqueue(id)
  } catch (error) {
    await runs.fail(tenantId, id, 'The job could not be queued')
    throw error
  }
  return operation
}
