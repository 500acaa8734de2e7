import postgres from 'postgres'

export interface LeadershipOptions {
  readonly url: string
  readonly applicationName: string
  /** What is led: of all processes that name it, one leads. */
  readonly name: string
  /** Told of each notification on this channel, whether this process leads or not. */
  readonly channel: string
  readonly onNotified: () => void
}

/** Postgres ends the session of a process whose machine has vanished after about 10 s. */
const keepAlive = { tcp_keepalives_idle: '5', tcp_keepalives_interval: '2', tcp_keepalives_count: '3' }

/**
 * Of many processes one leads: the one whose session holds an advisory lock. It leads until its session ends, and then
 * another one gets the lock at its next attempt. The session also listens to a channel. It needs a connection to
 * Postgres itself: a transaction pooler has no sessions.
 */
export class Leadership {
  readonly #session: postgres.Sql
  readonly #options: LeadershipOptions

  constructor(options: LeadershipOptions) {
    this.#options = options
    const notified = { onnotify: (channel: string) => channel === options.channel && options.onNotified() }
    this.#session = postgres(options.url, {
      max: 1,
      max_lifetime: null,
      connect_timeout: 3,
      onnotice: () => {},
      connection: { application_name: options.applicationName, statement_timeout: 2_000, ...keepAlive },
      ...notified,
    })
  }

  /** Takes or keeps the lead. A session that was lost is opened again. @throws if Postgres is unavailable */
  async hold(): Promise<boolean> {
    const sql = this.#session
    await sql`listen ${sql(this.#options.channel)}`
    // To take the lock again counts up; the end of the session releases all.
    const [row] = await sql<{ isLeader: boolean }[]>`
      select pg_try_advisory_lock(hashtextextended(${this.#options.name}, 0)) as "isLeader"`
    return row?.isLeader === true
  }

  /** Another process may lead at once. */
  close(): Promise<void> {
    return this.#session.end({ timeout: 1 })
  }
}
