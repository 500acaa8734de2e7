import type { Sql } from './tenant-database.ts'

/** As postgres.js makes it: active from when it is sent until it is answered. */
interface Statement {
  readonly active: boolean
  /** Asks Postgres to cancel it. Resolves once Postgres has passed that on to the session. */
  canceller(statement: Statement): Promise<void>
}

/**
 * Work whose statement is cancelled in Postgres once `signal` aborts. It then rejects with the signal's reason, after
 * Postgres has heard of the cancellation: a later one would hit the next statement of the session instead.
 */
export const untilAborted =
  <T>(signal: AbortSignal, work: (sql: Sql) => Promise<T>) =>
  async (sql: Sql): Promise<T> => {
    signal.throwIfAborted()
    const statements: Statement[] = []
    let cancelled: Promise<unknown> | undefined
    const cancel = () => {
      const active = statements.filter((statement) => statement.active)
      cancelled = Promise.allSettled(active.map((statement) => statement.canceller(statement)))
    }
    const track = <F extends (...parts: never[]) => unknown>(make: F): F =>
      new Proxy(make, {
        apply(target, self, parts) {
          signal.throwIfAborted()
          const statement: Statement = Reflect.apply(target, self, parts)
          statements.push(statement)
          return statement
        },
      })
    const tracked = new Proxy(track(sql), {
      get: (target, name) => (name === 'unsafe' ? track(target.unsafe) : Reflect.get(target, name)),
    })
    signal.addEventListener('abort', cancel, { once: true })
    try {
      return await work(tracked)
    } catch (error) {
      signal.throwIfAborted()
      throw error
    } finally {
      signal.removeEventListener('abort', cancel)
      await cancelled
    }
  }
