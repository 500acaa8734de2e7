import { hash } from 'node:crypto'
import { InklingError } from '@inkling/errors'
import { isAtHome } from '../operations/home-cluster.ts'
import type { Sql } from './tenant-database.ts'

/** Before the first transaction. */
const unknown = ''

/**
 * Names the cluster that a process works with, and notices when the URL leads to another one: after a restore to a
 * time, a failover to a standby, or a move. Transaction ids, versions and cached values of one cluster mean nothing in
 * another one, so the process forgets what it holds before it reads or writes anything there.
 *
 * A cluster is named by its system identifier and its timeline: Postgres begins a timeline whenever it ends a recovery.
 * Both are asked for once per start of the server.
 */
export class ClusterGuard {
  readonly #forget = new Set<() => void>()
  /** When the server started that is known to be of `#cluster`, as Postgres writes it. */
  #startedAt = ''
  #cluster = unknown

  /** A short text that differs from that of any other cluster; empty before the first transaction. */
  get cluster(): string {
    return this.#cluster
  }

  /** Calls `forget` when another cluster is there, before anything of it is read. */
  listen(forget: () => void): void {
    this.#forget.add(forget)
  }

  /**
   * To be called first in each transaction.
   * @param startedAt when the server of the transaction started
   * @param expected the cluster for which the transaction was asked for; empty for any
   * @returns the cluster
   * @throws InklingError dependency_unavailable if it is not the expected one, or if the database was loaded from a
   * dump of another one and not adopted yet
   */
  async check(sql: Sql, startedAt: string, expected: string): Promise<string> {
    if (startedAt !== this.#startedAt) {
      if (!(await isAtHome(sql))) throw movedDatabase()
      this.#take(await readCluster(sql), startedAt)
    }
    if (expected !== unknown && expected !== this.#cluster) throw otherCluster()
    return this.#cluster
  }

  #take(cluster: string | undefined, startedAt: string): void {
    // A standby has no timeline of its own; nothing can be written there.
    if (cluster === undefined) return
    this.#startedAt = startedAt
    const isOther = this.#cluster !== unknown && cluster !== this.#cluster
    this.#cluster = cluster
    if (isOther) for (const forget of this.#forget) forget()
  }
}

const otherCluster = () =>
  new InklingError('dependency_unavailable', 'The database was restored or replaced; try again', {
    internal: 'the transaction was meant for another Postgres cluster, or for another timeline of this one',
    retryAfterSeconds: 1,
  })

const movedDatabase = () =>
  new InklingError('dependency_unavailable', 'The database is being moved; try again later', {
    internal:
      'the database was loaded from a dump of another Postgres cluster: its transaction ids mean nothing here. ' +
      "As a superuser, while no service works: psql -c 'call operations.adopt_database()'",
    retryAfterSeconds: 60,
  })

/** Undefined of a server in recovery. */
async function readCluster(sql: Sql): Promise<string | undefined> {
  const [row] = await sql<{ system: string; timeline: string | null }[]>`
    select system_identifier::text as system,
      case when not pg_is_in_recovery() then left(pg_walfile_name(pg_current_wal_lsn()), 8) end as timeline
    from pg_control_system()`
  if (!row || row.timeline === null) return undefined
  return hash('sha256', `${row.system} ${row.timeline}`, 'base64url').slice(0, 8)
}
