import postgres from 'postgres'

/** What Postgres did of one statement during a run. */
export interface StatementUse {
  readonly query: string
  readonly calls: number
  /** Per execution, in milliseconds. */
  readonly meanMs: number
  readonly maxMs: number
  readonly totalMs: number
}

/** Begins the counts of all statements again at 0. */
export const resetStatements = (ownerUrl: string): Promise<unknown> =>
  whereCounted(ownerUrl, undefined, (sql) => sql`select pg_stat_statements_reset()`)

/** What all statements have taken, the most expensive ones first; empty if Postgres does not count them. */
export const readStatements = (ownerUrl: string): Promise<readonly StatementUse[]> =>
  whereCounted<readonly StatementUse[]>(
    ownerUrl,
    [],
    (sql) => sql<StatementUse[]>`
      select query, calls::float8 as calls, mean_exec_time as "meanMs", max_exec_time as "maxMs",
        total_exec_time as "totalMs"
      from pg_stat_statements where dbid = (select oid from pg_database where datname = current_database())
      order by total_exec_time desc`,
  )

async function whereCounted<T>(
  ownerUrl: string,
  otherwise: T,
  work: (sql: postgres.Sql) => PromiseLike<T>,
): Promise<T> {
  const sql = postgres(ownerUrl, { max: 1, onnotice: () => undefined })
  try {
    const [installed] = await sql`select from pg_extension where extname = 'pg_stat_statements'`
    return installed ? await work(sql) : otherwise
  } finally {
    await sql.end()
  }
}

/** The mean time that no more than 5 % of the executions exceed with theirs, in milliseconds. */
export function p95OfMeans(statements: readonly StatementUse[]): number {
  const slowestFirst = statements.toSorted((one, other) => other.meanMs - one.meanMs)
  let left = 0.05 * statements.reduce((sum, { calls }) => sum + calls, 0)
  for (const { calls, meanMs } of slowestFirst) {
    left -= calls
    if (left < 0) return meanMs
  }
  return 0
}
