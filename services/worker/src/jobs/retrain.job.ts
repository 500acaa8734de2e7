import type { Database } from '@inkling/database'
import type { JobContext, JobPayloads } from '@inkling/queues'
import type { Logger } from '@inkling/telemetry'
import { readTrainingFacts } from '../adapters/training-facts.ts'
import { dueTenants, type TrainingFacts } from '../domain/due-tenants.ts'

/** Has tenants trained that are due. When a request is refused the rest wait for the next time, the longest waiting first. */
export function retrainJob(database: Database, logger: Logger, ask: (tenantId: string) => Promise<unknown>) {
  return async ({ afterMs }: JobPayloads['retrain'], { signal }: JobContext): Promise<void> => {
    const facts: TrainingFacts[] = []
    for await (const each of readTrainingFacts(database)) {
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
      logger.warn({ err: error }, 'training was not asked for; the rest wait for the next time')
    }
    logger.info({ tenants: facts.length, due: due.length, taken }, 'looked for tenants to train')
  }
}
