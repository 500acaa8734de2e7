import type { Database } from '@inkling/database'
import type { JobContext } from '@inkling/queues'
import type { Logger } from '@inkling/telemetry'
import { type DueKind, readRunFacts } from '../adapters/run-facts.ts'
import { dueTenants, type RunFacts } from '../domain/due-tenants.ts'

/**
 * Starts a run of the kind for the tenants that are due. If one cannot be started, the tenants after it wait for the
 * next time, when the one that waits longest comes first again.
 */
export function dueRunsJob(
  database: Database,
  logger: Logger,
  kind: DueKind,
  start: (tenantId: string) => Promise<unknown>,
) {
  return async ({ afterMs }: { readonly afterMs: number }, { signal }: JobContext): Promise<void> => {
    const facts: RunFacts[] = []
    for await (const each of readRunFacts(database, kind)) {
      signal.throwIfAborted()
      facts.push(each)
    }
    const due = dueTenants(facts, Date.now(), afterMs)
    let started = 0
    try {
      for (const tenantId of due) {
        signal.throwIfAborted()
        await start(tenantId)
        started++
      }
    } catch (error) {
      logger.warn({ err: error, kind }, 'a due run could not be started; the other due tenants wait for the next time')
    }
    logger.info({ kind, tenants: facts.length, due: due.length, started }, 'due runs started')
  }
}
