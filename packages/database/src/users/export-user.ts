import { Deadline } from '@inkling/resilience'
import type { Database } from '../client/create-database.ts'
import { personalTables, sessionsOf } from './erase-user.ts'
import { rowsOf } from './person.ts'

export interface ExportUserOptions {
  readonly userId: string
  /** Takes the next lines, without their ends. */
  readonly onLines: (lines: readonly string[]) => Promise<void>
  /** Milliseconds since 1970. */
  readonly nowMs: number
  readonly withinMs: number
  readonly signal: AbortSignal
}

const pageRows = 500

/**
 * Reads every row of a user of a tenant that was there before the call, as lines of JSON:
 * `{"store": TABLE, "row": {…}}`. Postgres writes the JSON, so that no number is rounded. Each table is read at one
 * moment.
 * @returns by table, how many rows there are
 */
export const exportUser = (
  database: Database,
  tenantId: string,
  { userId, onLines, nowMs, withinMs, signal }: ExportUserOptions,
): Promise<Record<string, number>> =>
  database.tenant(tenantId, { name: 'export user', deadline: new Deadline(withinMs), signal }, async (sql) => {
    const user = { userId, until: new Date(nowMs + 60_000).toISOString() }
    const person = { ...user, sessions: await sessionsOf(sql, tenantId, user) }
    const rows: Record<string, number> = {}
    for (const personal of personalTables) {
      const { table, at } = personal
      rows[table] = 0
      const query = sql<{ line: string }[]>`
        select json_build_object('store', ${table}::text, 'row', row_to_json(t))::text as line from ${sql(table)} t
        where ${rowsOf(sql, tenantId, personal, person)} order by ${sql(at)}`
      for await (const page of query.cursor(pageRows)) {
        rows[table] += page.length
        await onLines(page.map(({ line }) => line))
      }
    }
    return rows
  })
