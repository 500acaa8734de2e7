import { InklingError } from '@inkling/errors'
import { Deadline } from '@inkling/resilience'
import type { Database } from '../client/create-database.ts'
import { codeOf, isDataError } from '../client/sql-states.ts'
import type { Sql } from '../client/tenant-database.ts'
import { copiedTables, exchangeRows } from './exchange-rows.ts'
import { type CopiedTable, columnsOf, createStaged, quoted, stagedName } from './staged-rows.ts'
import { TransferReader } from './transfer-reader.ts'

export interface ImportOptions {
  /** NDJSON, split anywhere between two lines. */
  readonly parts: AsyncIterable<string>
  readonly withinMs: number
  readonly signal?: AbortSignal | undefined
}

/**
 * Replaces the rows of a tenant by those of an export, of this tenant or of another one, in one transaction. The rows
 * are staged in tables of the session first, so `database` must have one connection.
 * @returns by table, how many rows the tenant has now
 * @throws InklingError validation_failed that names the line
 */
export async function importRows(
  database: Database,
  tenantId: string,
  { parts, withinMs, signal }: ImportOptions,
): Promise<Readonly<Record<string, number>>> {
  const work = { name: 'import tenant', deadline: new Deadline(withinMs), ...(signal && { signal }) }
  const write = <T>(run: (sql: Sql) => Promise<T>) => database.tenant(tenantId, work, run)
  const reader = new TransferReader(await write((sql) => columnsOf(sql, copiedTables)))
  const staged = new Map<string, CopiedTable>()
  for await (const part of parts) {
    const from = reader.lines + 1
    const byTable = reader.read(part)
    await write(async (sql) => {
      for (const [name, rows] of byTable) {
        const table = staged.get(name) ?? { name, columns: reader.columnsOf(name) }
        if (!staged.has(name)) await createStaged(sql, table)
        await stageRows(sql, table, rows)
      }
    }).catch(refused(`The lines from ${from} to ${reader.lines}`))
    for (const name of byTable.keys()) staged.set(name, { name, columns: reader.columnsOf(name) })
  }
  reader.finish()
  const tables = copiedTables.flatMap((name) => staged.get(name) ?? [])
  return write((sql) => exchangeRows(sql, tenantId, tables, true)).catch(refused('The rows of the export'))
}

const stageRows = (sql: Sql, { name, columns }: CopiedTable, rows: readonly string[]) => {
  const list = columns.map(quoted).join(', ')
  const staged = stagedName(name)
  return sql.unsafe(
    `insert into ${staged} (${list})
     select ${list} from unnest($1::text[]) line, json_populate_record(null::${staged}, line::json)`,
    [[...rows]],
  )
}

const refused = (what: string) => (error: unknown) => {
  if (!isDataError(error)) throw error
  const reason = error instanceof Error ? error.message : codeOf(error)
  throw new InklingError('validation_failed', `${what} hold a value that Postgres does not take: ${reason}`, {
    cause: error,
  })
}
