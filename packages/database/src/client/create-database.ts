import { InklingError } from '@inkling/errors'
import { createPolicy, Deadline, type Policy, type PolicySettings, predefined } from '@inkling/resilience'
import { inSpan } from '@inkling/telemetry'
import { SpanKind } from '@opentelemetry/api'
import postgres from 'postgres'
import { ClusterGuard } from './cluster-guard.ts'
import { ConfirmedCommits } from './confirmed-commits.ts'
import { MeasuredPool } from './measured-pool.ts'
import { RecentOutages } from './recent-outages.ts'
import { retryConflicts } from './retry-conflicts.ts'
import { isOutage } from './sql-states.ts'
import type { DatabaseCaller, Sql, TenantDatabase } from './tenant-database.ts'
import { timestamps } from './timestamps.ts'
import { untilAborted } from './until-aborted.ts'

type Client = ReturnType<typeof connect>

export interface DatabaseOptions {
  readonly url: string
  /** The name of the connections in pg_stat_activity; in a transaction with the name of the work, after a colon. */
  readonly applicationName: string
  /** The most connections that this process opens. */
  readonly pool: number
  /** Whether it is only read, on a standby: it may be of any cluster, and who reads checks which. */
  readonly isReplica?: boolean
  /** The name of the policy, unless it is Postgres. */
  readonly policyName?: string
  /** Settings of the policy that differ from those predefined for a database. */
  readonly policy?: Partial<PolicySettings>
}

interface Work {
  /** Names the span. */
  readonly name: string
  /** 30 s when there is none. */
  readonly deadline?: Deadline
  readonly signal?: AbortSignal
  /**
   * Runs in whichever cluster is there, also in one that this transaction is the first to find. For a read whose
   * parameters are of no cluster.
   */
  readonly inAnyCluster?: true
}

interface BoundWork extends Work {
  /** The cluster for which it is asked; by default the one that is there now. */
  readonly cluster?: string
}

/** What Postgres says of itself. */
export interface StoreState {
  /** Unix time in ms. */
  readonly atMs: number
  readonly canWrite: boolean
  /** The last byte of the WAL that is written; undefined of a standby. */
  readonly walPosition: bigint | undefined
}

export interface Database {
  readonly policy: Policy
  /** Names the Postgres cluster, and the timeline of it, that the process works with; empty before a transaction. */
  readonly cluster: string
  /**
   * Calls `forget` when another cluster has taken the place of the one before, such as a restored one: what the process
   * holds of that is void. The transaction that found it fails, unless it may run in any cluster. Those that were asked
   * for before fail too.
   */
  onOtherCluster(forget: () => void): void
  /** Whether transactions failed lately because Postgres was unavailable or could not write. */
  readonly isFailing: boolean
  /** Postgres for one request: the caller's tenant, until the caller's deadline. */
  of(caller: DatabaseCaller): TenantDatabase
  /**
   * Postgres for work that nobody waits for: each transaction has 30 s. Once `signal` aborts, the statement at work is
   * cancelled, no other is sent, and the transaction rejects with the reason.
   */
  background(tenantId: string, signal?: AbortSignal): TenantDatabase
  /**
   * Runs `work` in a transaction that sees and writes only one tenant's rows. The tenant is set for the transaction
   * only, which is safe behind a transaction pooler. Statements are cancelled at the deadline. `work` runs again if the
   * transaction lost against a concurrent one, so it has no effect but its statements.
   * @throws InklingError dependency_unavailable, overloaded or deadline_exceeded; all other database errors as they
   * are.
   */
  tenant<T>(tenantId: string, work: Work, run: (sql: Sql) => Promise<T>): Promise<T>
  /** The same without a tenant: row-level security then shows only what the role may see of all tenants. */
  platform<T>(work: Work, run: (sql: Sql) => Promise<T>): Promise<T>
  /** Asks Postgres for its state, outside the policy: also while the circuit is open. Rejects if it is unreachable. */
  look(): Promise<StoreState>
  close(): Promise<void>
}

/**
 * A process that stands still within a transaction loses it after this time: as long as it is open, no reader of any
 * tenant sees later changes.
 */
const idleTimeoutMs = 60_000
/** Postgres ends a statement this soon after the process or thread that waits for it has ended. */
const lostCheckMs = 500
const querySpan = (name: string) => ({
  kind: SpanKind.CLIENT,
  attributes: { 'db.system.name': 'postgresql', 'db.query.summary': name },
})

export function createDatabase(options: DatabaseOptions): Database {
  const commits = new ConfirmedCommits()
  const client = connect(options, commits)
  const { applicationName, policyName = 'Postgres' } = options
  const pool = new MeasuredPool(client, policyName, options.pool)
  const policy = createPolicy({
    name: policyName,
    ...predefined.database,
    ...options.policy,
    isFault: isOutage,
    mayBeSlow: true,
    probe: (signal) => probe(options, signal),
  })
  const outages = new RecentOutages()
  const guard = new ClusterGuard()
  const attempt = <T>(session: Session, name: string, deadline: Deadline, work: (sql: Sql) => Promise<T>) =>
    commits.require(() =>
      retryConflicts(() => pool.begin(name, (sql) => transact(sql, session, deadline, work)), deadline),
    )
  const timeoutMs = policy.describe().settings.attemptTimeoutMs
  const run = <T>(
    tenantId: string,
    { name, deadline = new Deadline(timeoutMs), signal, inAnyCluster, cluster = guard.cluster }: BoundWork,
    work: (sql: Sql) => Promise<T>,
  ) => {
    const cancellable = signal ? untilAborted(signal, work) : work
    const application = `${applicationName}: ${name}`
    const expected = inAnyCluster ? '' : cluster
    const session = { tenantId, application, guard: options.isReplica ? undefined : guard, cluster: expected }
    return inSpan(`postgres ${name}`, querySpan(name), () =>
      policy.execute(() => outages.observe(name, () => attempt(session, name, deadline, cancellable)), {
        deadline,
        tenantId,
      }),
    )
  }
  const bound = bindTo(guard, run)
  return {
    policy,
    get cluster() {
      return guard.cluster
    },
    onOtherCluster: (forget) => guard.listen(forget),
    get isFailing() {
      return outages.any
    },
    of: ({ principal, deadline }) => bound(principal.tenantId, { deadline }),
    background: (tenantId, signal) => bound(tenantId, signal ? { signal } : {}),
    tenant: run,
    platform: (work, body) => run('', work, body),
    look: () => lookAt(client),
    close() {
      pool.close()
      return client.end({ timeout: 5 })
    },
  }
}

type Run = <T>(tenantId: string, work: BoundWork, run: (sql: Sql) => Promise<T>) => Promise<T>

/** Handles of the cluster which is there when they are made or, before the first transaction, first used. */
const bindTo =
  (guard: ClusterGuard, run: Run) =>
  (tenantId: string, given: Omit<Work, 'name'>): TenantDatabase => {
    let { cluster } = guard
    const own = () => {
      cluster ||= guard.cluster
      return cluster
    }
    return {
      tenantId,
      get cluster() {
        return own()
      },
      transaction: (name, work) => run(tenantId, { name, ...given, cluster: own() }, work),
    }
  }

async function lookAt(client: Client): Promise<StoreState> {
  const [state] = await client<[{ atMs: number; canWrite: boolean; wal: string | null }]>`
    select extract(epoch from clock_timestamp())::float8 * 1000 as "atMs",
      current_setting('transaction_read_only') = 'off' as "canWrite",
      case when not pg_is_in_recovery() then (pg_current_wal_lsn() - '0/0')::text end as wal`
  const { atMs, canWrite, wal } = state
  return { atMs, canWrite, walPosition: wal === null ? undefined : BigInt(wal) }
}

/**
 * On a connection of its own: those of the pool may all be at work. An error is an answer unless it tells an outage.
 */
async function probe(options: DatabaseOptions, signal: AbortSignal): Promise<void> {
  // The driver's own query for types would be rejected with nobody to catch it when the connection is given up.
  const client = connect({ ...options, pool: 1 }, new ConfirmedCommits(), { fetch_types: false })
  const end = () => client.end({ timeout: 0 })
  signal.addEventListener('abort', () => void end(), { once: true })
  try {
    await client`select 1`
  } catch (error) {
    if (isOutage(error)) throw error
  } finally {
    await end()
  }
}

function connect(
  { url, applicationName, pool }: DatabaseOptions,
  commits: ConfirmedCommits,
  more: { fetch_types?: false } = {},
) {
  return postgres(url, {
    ...more,
    max: pool,
    idle_timeout: 60,
    connect_timeout: 3,
    backoff: (attempt) => Math.min(1, 0.05 * 2 ** attempt),
    onnotice: (notice) => commits.notice(notice),
    connection: { application_name: applicationName, TimeZone: 'UTC' },
    types: { bigint: postgres.BigInt, date: timestamps },
  })
}

interface Session {
  readonly tenantId: string
  /** Names the connection in pg_stat_activity until the transaction ends. Postgres keeps 63 bytes. */
  readonly application: string
  /** Undefined if the server may be of any cluster. */
  readonly guard: ClusterGuard | undefined
  /** The only one in which the transaction may run; empty for any. */
  readonly cluster: string
}

async function transact<T>(
  sql: Sql,
  { tenantId, application, guard, cluster }: Session,
  deadline: Deadline,
  work: (sql: Sql) => Promise<T>,
): Promise<T> {
  const [server] = await sql<{ startedAt: string }[]>`
    select pg_postmaster_start_time()::text as "startedAt", set_config('inkling.tenant_id', ${tenantId}, true),
      set_config('application_name', ${application.slice(0, 63)}, true),
      set_config('statement_timeout', ${String(Math.max(1, deadline.remainingMs))}, true),
      set_config('idle_in_transaction_session_timeout', ${String(idleTimeoutMs)}, true),
      set_config('client_connection_check_interval', ${String(lostCheckMs)}, true)`
  await guard?.check(sql, server?.startedAt ?? '', cluster)
  // While Postgres hangs, transactions line up whose callers have gone: their work must not run late.
  requireTime(deadline)
  return work(untilDeadline(sql, deadline))
}

/**
 * Postgres ends each statement at the deadline. A transaction of several statements would still go on, because each has
 * the time that the first one had: after the deadline, the next statement is not sent, and the transaction rolls back.
 */
const untilDeadline = (sql: Sql, deadline: Deadline): Sql =>
  new Proxy(sql, {
    apply(target, self, parts) {
      requireTime(deadline)
      return Reflect.apply(target, self, parts)
    },
  })

function requireTime({ remainingMs }: Deadline): void {
  if (remainingMs > 0) return
  throw new InklingError('deadline_exceeded', 'There was no answer in the time allowed. Allow more time or try again.')
}
