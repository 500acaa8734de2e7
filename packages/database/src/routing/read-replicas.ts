import { InklingError } from '@inkling/errors'
import { withTimeout } from '@inkling/resilience'
import { clusterOf } from '../client/cluster-guard.ts'
import { createDatabase, type Database, type DatabaseOptions } from '../client/create-database.ts'
import { mayPass } from '../client/sql-states.ts'
import type { DatabaseCaller, Sql, TenantDatabase } from '../client/tenant-database.ts'

export interface ReadReplicasOptions {
  readonly primary: Database
  readonly replicas: readonly Database[]
  /** How old what is read may be, in ms. */
  readonly staleMs: number
  readonly clock?: { now(): number }
}

/** A committed write that a read must see. */
export interface SeenWrite {
  readonly transactionId: bigint
  /** The cluster in which the transaction has that id. */
  readonly cluster: string
}

/** What the primary had written at a time. */
interface Sample {
  readonly atMs: number
  readonly position: bigint
}

/** Every server has seen it. */
const firstTransaction = 3n
/** So many samples are within the staleness bound. */
const samplesPerBound = 4
/** A replica that was behind or failed is left out for so long. */
const leftOutMs = 1_000

/** The replica lacks something that the read must see. */
class Behind extends Error {}

/**
 * Reads of reports go to read replicas in turn, so that the primary has its time for what only it can do. A replica
 * answers only if it has replayed all that the primary had written `staleMs` ago, which is told by positions in the WAL
 * and not by clocks, and if it has the write that the caller must see. One that does not, or fails, is left out for a
 * second, and the next replica or the primary answers. Its timeline must be that of the primary: what a replica of an
 * old primary has is void.
 */
export class ReadReplicas {
  readonly #options: ReadReplicasOptions
  readonly #clock: { now(): number }
  readonly #leftOutUntilMs = new Map<Database, number>()
  readonly #timer: NodeJS.Timeout | undefined
  #samples: Sample[] = []
  #next = 0

  constructor(options: ReadReplicasOptions) {
    this.#options = options
    this.#clock = options.clock ?? performance
    options.primary.onOtherCluster(() => {
      this.#samples = []
    })
    if (options.replicas.length === 0) return
    void this.sample()
    this.#timer = setInterval(() => void this.sample(), options.staleMs / samplesPerBound).unref()
  }

  /**
   * Postgres for a report to one caller. Its transactions must only read. On a replica and on the primary they have the
   * same deadline, and throw the same.
   * @param seen a write that they must see
   */
  of(caller: DatabaseCaller, seen?: SeenWrite): TenantDatabase {
    const tenant = this.#options.primary.of(caller)
    return {
      tenantId: tenant.tenantId,
      get cluster() {
        return tenant.cluster
      },
      transaction: async (name, work) => {
        for (const replica of this.#inRotation()) {
          const answer = await this.#ask(replica, { caller, seen, name }, work)
          if (answer !== undefined) return answer.found
        }
        return tenant.transaction(name, work)
      },
    }
  }

  /** Notes what the primary has written. */
  async sample(): Promise<void> {
    const { primary, staleMs } = this.#options
    // What it has written by the answer it may not have written when it was asked.
    const atMs = this.#clock.now()
    const state = await withTimeout(primary.look(), staleMs).catch(() => undefined)
    if (state?.walPosition === undefined) return
    const recent = this.#samples.filter((each) => atMs - each.atMs <= staleMs)
    this.#samples = [...recent, { atMs, position: state.walPosition }]
  }

  async close(): Promise<void> {
    clearInterval(this.#timer)
    await Promise.all(this.#options.replicas.map((replica) => replica.close()))
  }

  #inRotation(): readonly Database[] {
    const nowMs = this.#clock.now()
    const { replicas } = this.#options
    const first = this.#next++
    return replicas
      .map((_, n) => replicas[(first + n) % replicas.length] as Database)
      .filter((replica) => (this.#leftOutUntilMs.get(replica) ?? 0) <= nowMs)
  }

  /** Undefined if the replica cannot answer. */
  async #ask<T>(
    replica: Database,
    { caller, seen, name }: { caller: DatabaseCaller; seen: SeenWrite | undefined; name: string },
    work: (sql: Sql) => Promise<T>,
  ): Promise<{ found: T } | undefined> {
    const { primary } = this.#options
    try {
      const found = await replica.of(caller).transaction(name, async (sql) => {
        const state = await readState(sql, seen?.cluster === primary.cluster ? seen.transactionId : undefined)
        if (state.cluster !== primary.cluster || !this.#isFresh(state.position) || !state.hasSeen) throw new Behind()
        return work(sql)
      })
      return { found }
    } catch (error) {
      const isLate = error instanceof InklingError && error.code === 'deadline_exceeded'
      if (isLate || !(error instanceof Behind || mayPass(error))) throw error
      this.#leftOutUntilMs.set(replica, this.#clock.now() + leftOutMs)
      return undefined
    }
  }

  /** Whether all that the primary had written some time within the bound is replayed. */
  #isFresh(replayed: bigint): boolean {
    const nowMs = this.#clock.now()
    return this.#samples.some(({ atMs, position }) => nowMs - atMs <= this.#options.staleMs && position <= replayed)
  }
}

/**
 * The read replicas of a service's database; without URLs its reports go to the primary.
 * @param urls one for each replica, with commas
 */
export const openReadReplicas = (
  primary: Database,
  urls: string | undefined,
  staleMs: number,
  options: Pick<DatabaseOptions, 'applicationName' | 'pool' | 'policy'>,
): ReadReplicas =>
  new ReadReplicas({
    primary,
    staleMs,
    replicas: (urls?.split(',') ?? []).map((url, n) =>
      createDatabase({ ...options, url: url.trim(), isReplica: true, policyName: `Postgres replica ${n + 1}` }),
    ),
  })

interface ReplicaState {
  readonly cluster: string
  /** Up to where the WAL is replayed. */
  readonly position: bigint
  readonly hasSeen: boolean
}

async function readState(sql: Sql, seen: bigint | undefined): Promise<ReplicaState> {
  const [row] = await sql<{ system: string; timeline: string; position: string; has_seen: boolean }[]>`
    select s.system_identifier::text as system, (pg_last_wal_replay_lsn() - '0/0')::text as position,
      upper(lpad(to_hex(greatest(c.timeline_id, r.min_recovery_end_timeline)), 8, '0')) as timeline,
      pg_visible_in_snapshot(${String(seen ?? firstTransaction)}::xid8, pg_current_snapshot()) as has_seen
    from pg_control_system() s, pg_control_checkpoint() c, pg_control_recovery() r`
  if (!row) throw new Behind()
  return { cluster: clusterOf(row.system, row.timeline), position: BigInt(row.position), hasSeen: row.has_seen }
}
