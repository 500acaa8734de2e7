import type { KeyObject } from 'node:crypto'
import type { Deadline } from '@inkling/resilience'
import type { Database } from '../client/create-database.ts'
import type { Transactions } from '../client/of-all-tenants.ts'
import { codeOf, sealOf, textOf } from './audit-codes.ts'
import type { AuditEntry } from './audit-entry.ts'

type Platform = Pick<Database, 'platform'>

export interface AuditRow {
  /** From 1, without gaps. */
  readonly number: number
  readonly entry: AuditEntry
}

/** An entry fits if it has all that is given. */
export interface AuditFilter {
  readonly action?: string | undefined
  readonly keyId?: string | undefined
  /** Of who did it, or to whom it was done. */
  readonly tenantId?: string | undefined
  readonly since?: Date | undefined
  readonly until?: Date | undefined
}

/** The last row that a seal covers, and its code in hexadecimal. */
export interface AuditSeal {
  readonly number: number
  readonly code: string
}

/** Adds entries to the log, each once, however often it is called with them. */
export const appendAudit = (
  database: Platform,
  entries: readonly AuditEntry[],
  key: KeyObject,
  deadline: Deadline,
): Promise<void> =>
  database.platform({ name: 'append audit', deadline }, async (sql) => {
    const ids = entries.map(({ id }) => id)
    const [last] = await sql<{ number: bigint; known: string[] }[]>`select * from control.begin_audit(${ids}::text[])`
    const known = new Set(last?.known)
    const rows = entries
      .filter(({ id }) => !known.has(id))
      .map((one, n) => {
        const [number, entry] = [Number(last?.number) + n + 1, textOf(one)]
        return { number, entry, code: codeOf(key, number, entry).toString('hex') }
      })
    if (rows.length > 0) await sql`select control.append_audit(${sql.json(rows)})`
  })

/** At most `limit` entries before number `before`, newest first. */
export const listAudit = (
  { transaction }: Transactions,
  { action, keyId, tenantId, since, until }: AuditFilter,
  before: number | undefined,
  limit: number,
): Promise<AuditRow[]> =>
  transaction('list audit', async (sql) => {
    const rows = await sql<{ number: bigint; entry: string }[]>`
      select number, entry from control.audit_log where true
        ${before === undefined ? sql`` : sql`and number < ${before}`}
        ${action === undefined ? sql`` : sql`and action = ${action}`}
        ${keyId === undefined ? sql`` : sql`and key_id = ${keyId}`}
        ${tenantId === undefined ? sql`` : sql`and (actor = ${tenantId} or subject = ${tenantId})`}
        ${since ? sql`and at >= ${since.toISOString()}` : sql``}
        ${until ? sql`and at < ${until.toISOString()}` : sql``}
      order by number desc limit ${limit}`
    return rows.map(({ number, entry }) => ({ number: Number(number), entry: JSON.parse(entry) as AuditEntry }))
  })

/** At most `limit` entries after number `after`, oldest first. */
export const listAuditAfter = ({ transaction }: Transactions, after: number, limit: number): Promise<AuditRow[]> =>
  transaction('export audit', async (sql) => {
    // Rows are committed in the order of their numbers, so that none comes later below one that was read.
    const rows = await sql<{ number: bigint; entry: string }[]>`
      select number, entry from control.audit_log where number > ${after} order by number limit ${limit}`
    return rows.map(({ number, entry }) => ({ number: Number(number), entry: JSON.parse(entry) as AuditEntry }))
  })

/**
 * Seals the rows since the last seal, at most 100,000; undefined if there is none. Whoever keeps a seal elsewhere can
 * show later that rows were removed from the end, or replaced.
 */
export const sealAudit = (database: Platform, key: KeyObject, deadline: Deadline): Promise<AuditSeal | undefined> =>
  database.platform({ name: 'seal audit', deadline }, async (sql) => {
    // The rows are those of transactions that have ended, in order: each waited for the one before.
    const [last] = await sql<{ number: bigint; code: Buffer }[]>`
      select number, code from control.audit_seals order by number desc limit 1`
    const rows = await sql<{ number: bigint; code: Buffer }[]>`
      select number, code from control.audit_log where number > ${last?.number ?? 0n} order by number limit 100000`
    const number = rows.at(-1)?.number
    if (number === undefined) return undefined
    const seal = sealOf(key, last?.code)
    for (const row of rows) seal.update(row.code)
    const code = seal.digest()
    // Another process may have sealed meanwhile.
    const { count } = await sql`
      insert into control.audit_seals (number, code) values (${number}, ${code}) on conflict do nothing`
    return count > 0 ? { number: Number(number), code: code.toString('hex') } : undefined
  })
