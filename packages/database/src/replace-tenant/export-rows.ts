import { Deadline } from '@inkling/resilience'
import type { Database } from '../client/create-database.ts'
import type { Sql } from '../client/tenant-database.ts'
import { copiedTables } from './exchange-rows.ts'
import { type CopiedTable, columnsOf, primaryKey, quoted } from './staged-rows.ts'
import { transferFormat, transferVersion } from './transfer-format.ts'

export interface ExportOptions {
  /** Takes the next lines, without their ends. */
  readonly onLines: (lines: readonly string[]) => Promise<void>
  /** Milliseconds since 1970. */
  readonly nowMs: number
  readonly withinMs: number
  readonly signal?: AbortSignal | undefined
}

const pageRows = 500

/**
 * Reads all that is stored of a tenant at one moment, but for keys and what is made of the rest, as lines of JSON: a
 * head, a line per row, and an end with the number of rows.
 * @returns by table, how many rows there are
 */
export function exportRows(
  database: Database,
  tenantId: string,
  { onLines, nowMs, withinMs, signal }: ExportOptions,
): Promise<Readonly<Record<string, number>>> {
  const work = { name: 'export tenant', deadline: new Deadline(withinMs), ...(signal && { signal }) }
  return database.tenant(tenantId, work, async (sql) => {
    const known = await columnsOf(sql, copiedTables)
    const tables = copiedTables.map((name) => ({ name, columns: known.get(name) ?? [] }))
    const columns = Object.fromEntries(tables.map((table) => [table.name, table.columns]))
    const exportedAt = new Date(nowMs).toISOString()
    const head = { format: transferFormat, version: transferVersion, tenant: tenantId, exportedAt, columns }
    await onLines([JSON.stringify(head)])
    const rows: Record<string, number> = Object.fromEntries(tables.map(({ name }) => [name, 0]))
    for await (const page of sql.unsafe<Row[]>(await selectAll(sql, tables), [tenantId]).cursor(pageRows)) {
      for (const { name } of page) rows[name] = (rows[name] ?? 0) + 1
      await onLines(page.map(({ line }) => line))
    }
    await onLines([JSON.stringify({ end: true, rows })])
    return rows
  })
}

interface Row {
  readonly name: string
  readonly line: string
}

/** One statement sees one moment. Postgres writes the JSON, so that no number is rounded. */
async function selectAll(sql: Sql, tables: readonly CopiedTable[]): Promise<string> {
  const arms: string[] = []
  for (const { name, columns } of tables) {
    const rows = `select ${columns.map(quoted).join(', ')} from ${name} where tenant_id = $1
      order by ${await primaryKey(sql, name)}`
    arms.push(
      `(select '${name}' as name, '{"table":"${name}","row":' || row_to_json(r) || '}' as line from (${rows}) r)`,
    )
  }
  return arms.join(' union all ')
}
