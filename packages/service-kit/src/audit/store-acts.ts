import { type AuditEntry, appendAudit, BufferedWriter, createDatabase } from '@inkling/database'
import { Deadline } from '@inkling/resilience'
import type { Logger } from '@inkling/telemetry'
import { type Act, acts } from './acts.ts'
import { type AuditSecrets, auditKey } from './audit-key.ts'

/** The last acts must not use up the time to shut down if Postgres hangs. */
const timeoutMs = 2_000
const flushEveryMs = 250
/** So many wait for Postgres. */
const mostWaiting = 10_000
const inOneStep = 500

/**
 * Stores what callers of this process do in the audit log, off the path of their requests, over a connection of its
 * own. While Postgres is away, acts wait in memory; the log of the process has each of them already. Returns a function
 * that ends it.
 */
export function storeActs(
  service: string,
  config: AuditSecrets & { readonly DATABASE_URL: string },
  logger: Logger,
): () => Promise<void> {
  const database = createDatabase({
    url: config.DATABASE_URL,
    applicationName: `inkling-${service}-audit`,
    pool: 1,
    policyName: 'Postgres for the audit log',
    // Nobody waits, and what waits is stored soon after Postgres is back.
    policy: { firstHalfOpenAfterMs: 500, halfOpenAfterMs: 2_000 },
  })
  const key = auditKey(config)
  const writer = new BufferedWriter<AuditEntry[]>({
    flushEveryMs,
    createBuffer: () => [],
    async store(_, entries) {
      for (let n = 0; n < entries.length; n += inOneStep)
        await appendAudit(database, entries.slice(n, n + inOneStep), key, new Deadline(timeoutMs))
    },
    keep: (failed, since = []) => [...failed, ...since],
    onLoss: (error, _, entries) =>
      logger.error({ err: error, ids: entries.map(({ id }) => id) }, 'acts are in this log only, not in the audit log'),
  })
  const listen = (act: unknown) => {
    const entries = writer.bufferOf('')
    if (entries.length < mostWaiting) entries.push({ ...(act as Act), service })
    else logger.error({ requestId: (act as Act).requestId }, 'an act is in this log only, not in the audit log')
  }
  acts.subscribe(listen)
  return async () => {
    acts.unsubscribe(listen)
    await writer.close()
    await database.close()
  }
}
