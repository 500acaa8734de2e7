import type { RunRequest } from '@inkling/contracts'
import type { Database } from '@inkling/database'
import type { JobContext } from '@inkling/queues'
import type { Logger } from '@inkling/telemetry'
import { readRunFacts } from '../adapters/run-facts.ts'
import { dueTenants, type RunFacts } from '../domain/due-tenants.ts'

/**
 * Asks for a run of the kind for the tenants that are due. When a request is refused the rest wait for the next time, the longest
 * waiting first.
 */
export function dueRunsJob(
  database: Database,
  logger: Logger,
  kind: RunRequest['kind'],
  ask: (tenantId: string) => Promise<unknown>,
) {
  return async ({ afterMs }: { readonly afterMs: number }, { signal }: JobContext): Promise<void> => {
    const facts: RunFacts[] = []
    for await (const each of readRunFacts(database, kind)) {
      signal.throwIfAborted()
      facts.push(each)
    }
    const due = dueTenants(facts, Date.now(), afterMs)
    let taken = 0
    try {
      for (const tenantId of due) {
        signal.throwIfAborted()
        await ask(tenantId)
        taken++
      }
    } catch (error) {
      logger.warn({ err: error, kind }, 'a run was not asked for; the rest wait for the next time')
    }
    logger.info({ kind, tenants: facts.length, due: due.length, taken }, 'looked for tenants that are due')
  }
}
