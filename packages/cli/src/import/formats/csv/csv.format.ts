import { CliError } from '../../../cli-error.ts'
import type { Format, FormatOptions, Reading, Sample } from '../format.ts'
import { UnknownFormat } from '../unknown-format.ts'
import { csvEvents, eventColumnsOf } from './csv-events.ts'
import { csvItems, itemColumnsOf } from './csv-items.ts'
import { headerlessTable } from './headerless.ts'
import { findTable, givenTable, type Table } from './table.ts'

/** Separated values with any separator: events or items, with a header, `--header`, or columns that are known. */
export const csvFormat: Format = {
  recognise(source, options) {
    const isHeader = (names: readonly string[]) => readingOf(source, options, { names }) !== undefined
    const table = options.header ? givenTable(source, options.header) : findTable(source, isHeader)
    if (table) {
      checkColumns(source, options, table)
      return readingOf(source, options, table) ?? unmapped(source, table)
    }
    const known = headerlessTable(source)
    if (!known || (options.content ?? known.content) !== known.content) return undefined
    return readingOf(source, { ...options, content: known.content }, known.table, known.name)
  },
}

/** Reads the table as events if it has their columns, else as items, unless `--format` says which. */
function readingOf(
  source: Sample,
  options: FormatOptions,
  table: Pick<Table, 'names'> & Partial<Table>,
  dialect?: string,
): Reading | undefined {
  const whole = { separator: ',', headerLine: 0, ...table }
  const asEvents = options.content === 'items' ? undefined : eventColumnsOf(table.names, options.columns)
  if (asEvents) return csvEvents(source, options, { table: whole, map: asEvents, ...(dialect && { dialect }) })
  const asItems = options.content === 'events' ? undefined : itemColumnsOf(table.names, options.columns)
  return asItems && csvItems(source, options, { table: whole, map: asItems, ...(dialect && { dialect }) })
}

/** @throws CliError if `--columns` names a column that the file does not have. */
function checkColumns({ name }: Sample, { columns = {} }: FormatOptions, { names }: Table): void {
  const absent = Object.values(columns).find((column) => !names.includes(column))
  if (absent !== undefined)
    throw new CliError(`${name} has no column ${absent}, which --columns names. Its columns are ${names.join(', ')}.`)
}

function unmapped({ name }: Sample, { names }: Table): never {
  const what =
    `${name}: the columns ${names.join(', ')} hold neither events (an item, and a session or a user) nor items ` +
    '(an id, and a title or a text).'
  const advice = 'Say which column is which, such as --columns item=product,user=customer.'
  throw new UnknownFormat(`${what} ${advice}`, what, names)
}
