import { type Database, listItemChanges, readRun } from '@inkling/database'
import { InklingError } from '@inkling/errors'
import { submitRun } from '@inkling/queues'
import type { Caller } from '@inkling/service-kit'
import type { Changes } from '../routes/changes.route.ts'
import { runLog } from './runs.ts'

/** Lists changes from Postgres; applies and undoes them through runs. */
export function createChanges(database: Database): Changes {
  async function list(caller: Caller, runId: string, afterId: string, limit: number) {
    const tenant = database.of(caller)
    const changes = await listItemChanges(tenant, runId, afterId, limit)
    // A run that is not there has no list; one that found nothing to change has an empty one.
    if (changes.length === 0 && afterId === '') await readRun(tenant, runId)
    return changes
  }
  const start = (kind: 'apply' | 'undo') => async (caller: Caller, changesOf: string, options: object) => {
    if ((await list(caller, changesOf, '', 1)).length === 0) throw noChanges(changesOf)
    const { executionId } = caller
    const submission = { kind, options: { changesOf, ...options }, unless: 'queued', executionId } as const
    return submitRun(runLog(database, caller), submission)
  }
  return {
    list,
    apply: (caller, id, force) => start('apply')(caller, id, force ? { force } : {}),
    undo: (caller, id) => start('undo')(caller, id, {}),
  }
}

const noChanges = (runId: string) => new InklingError('not_found', `The operation ${runId} has no changes`)
