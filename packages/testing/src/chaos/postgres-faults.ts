import postgres from 'postgres'

/**
 * Real faults of one test database, each undone by the function that it returns. All of them answer with a real
 * SQLSTATE.
 */
export class PostgresFaults {
  readonly #sql: ReturnType<typeof postgres>
  readonly #database: string

  /** @param ownerUrl the superuser's URL of a database that no other test uses */
  constructor(ownerUrl: string) {
    this.#sql = postgres(ownerUrl, { max: 1, onnotice: () => {} })
    this.#database = new URL(ownerUrl).pathname.slice(1)
  }

  /**
   * Ends all connections of the services, in the middle of their statements too: 57P01, or a closed connection.
   * Returns how many there were.
   */
  async terminateBackends(): Promise<number> {
    const ended = await this.#sql`
      select pg_terminate_backend(pid, 5000) from pg_stat_activity
      where datname = ${this.#database} and pid <> pg_backend_pid()`
    return ended.length
  }

  /** Writes fail as on a standby, with 25006, on new and open connections. Open ones are ended for that. */
  async makeReadOnly(): Promise<() => Promise<void>> {
    await this.#alter('set default_transaction_read_only = on')
    return () => this.#alter('reset default_transaction_read_only')
  }

  /** New connections fail with 53300, too many connections. Open ones are ended. */
  async refuseConnections(): Promise<() => Promise<void>> {
    await this.#alter('connection limit 0')
    return () => this.#alter('connection limit -1')
  }

  /**
   * Inserts, updates and deletes of one table fail with this SQLSTATE, such as 40001 (serialization) or 53100 (disk
   * full).
   */
  async failWrites(table: string, sqlState: string): Promise<() => Promise<void>> {
    if (!/^[0-9A-Z]{5}$/.test(sqlState)) throw new RangeError(`A SQLSTATE is five letters or digits, got ${sqlState}`)
    await this.#sql.unsafe(`
      create or replace function public.chaos_fail_write() returns trigger language plpgsql as
        $$ begin raise exception 'a fault of the test' using errcode = tg_argv[0]; end $$;
      create or replace trigger chaos_fail_write before insert or update or delete on ${table}
        for each statement execute function public.chaos_fail_write('${sqlState}')`)
    return async () => {
      await this.#sql.unsafe(`drop trigger chaos_fail_write on ${table}`)
    }
  }

  /** Ends the connection for faults. Faults that were not undone stay. */
  close(): Promise<void> {
    return this.#sql.end()
  }

  /** Settings of a database reach a connection when it is made. */
  async #alter(change: string): Promise<void> {
    await this.#sql.unsafe(`alter database "${this.#database}" ${change}`)
    await this.terminateBackends()
  }
}
