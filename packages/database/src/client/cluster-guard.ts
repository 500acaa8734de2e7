import { hash } from 'node:crypto'
import { InklingError } from '@inkling/errors'
import { isAtHome } from '../operations/home-cluster.ts'
import type { Sql } from './tenant-database.ts'

interface Cluster {
  readonly system: string
  /** Eight hexadecimal digits. */
  readonly timeline: string
  readonly name: string
}

/** Before the first transaction. */
const unknown = ''

/**
 * Names the cluster that a process works with, and notices when the URL leads to another one: after a restore to a
 * time, a failover to a standby, or a move. Transaction ids, versions and cached values of one cluster mean nothing in
 * another one, so the process forgets what it holds before it reads or writes anything there.
 *
 * A cluster is named by its system identifier and its timeline: Postgres begins a timeline whenever it ends a recovery.
 * Both are asked for once per start of the server.
 *
 * A server of an earlier timeline of the same cluster is a primary that was replaced by its standby, and knows it not:
 * its transactions are refused, and the connection is ended, so that the next one may lead to the present primary.
 */
export class ClusterGuard {
  readonly #forget = new Set<() => void>()
  /** When the server started that is known to be of `#cluster`, as Postgres writes it. */
  #startedAt = ''
  #known: Cluster | undefined

  /** A short text that differs from that of any other cluster; empty before the first transaction. */
  get cluster(): string {
    return this.#known?.name ?? unknown
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
   * @throws InklingError dependency_unavailable if it is not the expected one, if it is an old primary, or if the
   * database was loaded from a dump of another one and not adopted yet
   */
  async check(sql: Sql, startedAt: string, expected: string): Promise<string> {
    if (startedAt !== this.#startedAt) {
      if (!(await isAtHome(sql))) throw movedDatabase()
      const found = await readCluster(sql)
      if (found && this.#known && isReplaced(found, this.#known)) {
        await sql`select pg_terminate_backend(pg_backend_pid())`.catch(() => {})
        throw oldPrimary()
      }
      this.#take(found, startedAt)
    }
    if (expected !== unknown && expected !== this.cluster) throw otherCluster()
    return this.cluster
  }

  #take(found: Cluster | undefined, startedAt: string): void {
    // A standby has no timeline of its own; nothing can be written there.
    if (found === undefined) return
    this.#startedAt = startedAt
    const isOther = this.#known !== undefined && found.name !== this.#known.name
    this.#known = found
    if (isOther) for (const forget of this.#forget) forget()
  }
}

const isReplaced = (found: Cluster, { system, timeline }: Cluster) =>
  found.system === system && Number.parseInt(found.timeline, 16) < Number.parseInt(timeline, 16)

const oldPrimary = () =>
  new InklingError('dependency_unavailable', 'The database is changing over; try again', {
    internal:
      'this Postgres is of an earlier timeline than the one before: a primary that was replaced. Stop it, and make it a ' +
      'standby with pg_rewind. If it was restored on purpose, restart the services',
    retryAfterSeconds: 1,
  })

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
async function readCluster(sql: Sql): Promise<Cluster | undefined> {
  const [row] = await sql<{ system: string; timeline: string | null }[]>`
    select system_identifier::text as system,
      case when not pg_is_in_recovery() then left(pg_walfile_name(pg_current_wal_lsn()), 8) end as timeline
    from pg_control_system()`
  if (!row || row.timeline === null) return undefined
  const { system, timeline } = row
  return { system, timeline, name: clusterOf(system, timeline) }
}

/** The name of a cluster. @param timeline eight hexadecimal digits, as in the names of WAL files */
export const clusterOf = (system: string, timeline: string): string =>
  hash('sha256', `${system} ${timeline}`, 'base64url').slice(0, 8)
