import type { KeyObject } from 'node:crypto'
import { type Database, listAudit, listAuditAfter, ofAllTenants, sealAudit, verifyAudit } from '@inkling/database'
import { Deadline, inBackground } from '@inkling/resilience'
import type { Logger } from '@inkling/telemetry'
import type { AuditLog } from '../routes/audit.route.ts'

const sealEveryMs = 60_000
const timeoutMs = 10_000

/** The audit log: of the caller's tenant, or of all for operators. It is checked with the key of its codes. */
export const createAuditLog = (database: Database, key: KeyObject): AuditLog => ({
  list: (caller, isOperator, filter, before, limit) =>
    listAudit(isOperator ? ofAllTenants(database, caller.deadline) : database.of(caller), filter, before, limit),
  listAfter: (caller, isOperator, after, limit) =>
    listAuditAfter(isOperator ? ofAllTenants(database, caller.deadline) : database.of(caller), after, limit),
  verify: ({ deadline }, from) => verifyAudit(database, key, from, deadline),
})

/**
 * Seals the audit log each minute, and puts the seal into the log of this process: somebody who can change the database
 * cannot take it back from there. Returns a function that ends it.
 */
export function sealAuditLog(
  database: Pick<Database, 'platform'>,
  key: KeyObject,
  logger: Logger,
  everyMs = sealEveryMs,
): () => void {
  const seal = async () => {
    try {
      const made = await sealAudit(database, key, new Deadline(timeoutMs))
      if (made) logger.info({ seal: made }, 'audit log sealed')
    } catch (error) {
      logger.debug({ err: error }, 'audit log not sealed; it is when Postgres is back')
    }
  }
  const timer = inBackground(() => setInterval(seal, everyMs))
  return () => clearInterval(timer)
}
