import type { Sql } from './tenant-database.ts'

/** As postgres.js makes it: active from when it is sent until it is answered. */
interface Statement {
  readonly active: boolean
  cancel(): void
}

/** Work whose statement is cancelled in Postgres once `signal` aborts. It then rejects with the signal's reason. */
export const untilAborted =
  <T>(signal: AbortSignal, work: (sql: Sql) => Promise<T>) =>
  async (sql: Sql): Promise<T> => {
    signal.throwIfAborted()
    const statements: Statement[] = []
    const cancel = () => {
      for (const statement of statements) if (statement.active) statement.cancel()
    }
    const tracked = new Proxy(sql, {
      apply(target, self, parts) {
        signal.throwIfAborted()
        const statement: Statement = Reflect.apply(target, self, parts)
        statements.push(statement)
        return statement
      },
    })
    signal.addEventListener('abort', cancel, { once: true })
    try {
      return await work(tracked)
    } catch (error) {
      signal.throwIfAborted()
      throw error
    } finally {
      signal.removeEventListener('abort', cancel)
    }
  }
