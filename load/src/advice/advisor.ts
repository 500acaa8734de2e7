import {
  type AppliedAdvice,
  carryOutAdvice,
  countStatements,
  createDatabase,
  type Database,
  findIndexes,
  listAppliedAdvice,
  storeAdvice,
} from '@inkling/database'
import { Deadline } from '@inkling/resilience'
import type postgres from 'postgres'

export interface AdvisorOptions {
  readonly sql: postgres.Sql
  readonly ownerUrl: string
  /** As maintenance. */
  readonly database: Database
}

/** Of a statement, ms per call. */
interface Mean {
  readonly name: string
  readonly ms: number
}

export interface Outcome {
  readonly advice: AppliedAdvice
  /** How long it took to look for advice. */
  readonly foundMs: number
}

const mostRounds = 12

/** Does what maintenance and an operator do, without waiting for minutes to pass. */
export class Advisor {
  readonly #options: AdvisorOptions
  readonly #owner: Database

  constructor(options: AdvisorOptions) {
    this.#options = options
    this.#owner = createDatabase({ url: options.ownerUrl, applicationName: 'inkling-advice', pool: 1 })
  }

  /** Forgets what was counted, and begins to count. */
  async reset(): Promise<void> {
    const { sql } = this.#options
    await sql`select pg_stat_statements_reset()`
    await sql`delete from operations.statement_periods`
    await sql`delete from operations.statements`
    await this.count()
  }

  /** As if a minute had passed since the last time. */
  async count(): Promise<void> {
    const { sql, database } = this.#options
    await sql`update operations.statements set changed_at = changed_at - interval '1 minute'`
    await countStatements(database)
  }

  /** Of the statements of services, by their ids. */
  async means(): Promise<Map<string, Mean>> {
    const rows = await this.#options.sql<(Mean & { id: string })[]>`
      select queryid::text as id, mean_exec_time as ms,
        rolname || ': ' || left(regexp_replace(query, '\\s+', ' ', 'g'), 60) as name
      from pg_stat_statements join pg_roles r on r.oid = userid
      where starts_with(rolname, 'inkling_') and rolname <> 'inkling_maintenance' and query ~ '^select'
          and query !~ 'set_config|pg_type'
        or query like '%operations.runs%' and rolname = 'inkling_maintenance'
      order by rolname, query`
    return new Map(rows.map(({ id, ...mean }) => [id, mean]))
  }

  /** Applies what is advised, the best first, until nothing is. `use` sends the statements again. */
  async applyAll(use: () => Promise<void>): Promise<Outcome[]> {
    const outcomes: Outcome[] = []
    for (let round = 0; round < mostRounds; round++) {
      const startedMs = performance.now()
      const id = await this.#applyBest(outcomes.map(({ advice }) => advice.id))
      if (id === undefined) break
      const foundMs = performance.now() - startedMs
      await this.#carryOut()
      await use()
      // Judges the index, and drops it if it does not pay.
      await this.#carryOut()
      await this.#carryOut()
      const advice = (await listAppliedAdvice(this.#options.database)).find((one) => one.id === id)
      if (advice) outcomes.push({ advice, foundMs })
      await this.count()
    }
    return outcomes
  }

  async close(): Promise<void> {
    await Promise.all([this.#owner.close(), this.#options.database.close()])
  }

  async #applyBest(applied: readonly string[]): Promise<string | undefined> {
    const deadline = new Deadline(60_000)
    const [best] = (await findIndexes(this.#owner, deadline)).filter(({ id }) => !applied.includes(id))
    if (!best) return undefined
    const { id, table, definition, statement, promisedMs, sizeBytes } = best
    await storeAdvice(
      this.#options.database,
      {
        ...{ id, kind: 'create', table, index: `advised_${id}`, definition, role: statement.role, reason: null },
        ...{ queryId: statement.queryId, statement: statement.statement, beforeMs: statement.meanMs, promisedMs },
        ...{ sizeBytes, appliedBy: 'bench' },
      },
      deadline,
    )
    return id
  }

  #carryOut(): Promise<void> {
    const { database, ownerUrl } = this.#options
    const { signal } = new AbortController()
    return carryOutAdvice({ database, ownerUrl, watchMs: 0, nowMs: Date.now, onChange: () => {}, signal })
  }
}
