import { CliError } from '../cli-error.ts'
import { splitCsv } from './split-csv.ts'
import type { Row } from './to-event.ts'

/** The field of each header name, in lower case without underscores. */
const fieldNames: Readonly<Record<string, keyof Row>> = {
  sessionid: 'session',
  userid: 'user',
  itemid: 'item',
  timestamp: 'time',
  occurredat: 'time',
  type: 'type',
}

export interface CsvHeader {
  readonly names: readonly string[]
  /** The column of each field that the file has. */
  readonly columns: Readonly<Partial<Record<keyof Row, number>>>
  readonly ignored: readonly string[]
}

const fieldOf = (name: string) => fieldNames[name.toLowerCase().replaceAll('_', '')]

/** @throws CliError if there is no item column, or neither a session nor a user column. */
export function readCsvHeader(line: string): CsvHeader {
  const names = (splitCsv(line) ?? []).map((name) => name.trim())
  const columns = Object.fromEntries(names.map((name, index) => [fieldOf(name), index]))
  if (!('item' in columns) || !('session' in columns || 'user' in columns))
    throw new CliError(
      `The first line must name the columns, such as session_id,user_id,item_id,timestamp.
The column item_id and one of session_id and user_id are required.
The first line is: ${line.slice(0, 200)}`,
    )
  return { names, columns, ignored: names.filter((name) => fieldOf(name) === undefined) }
}
