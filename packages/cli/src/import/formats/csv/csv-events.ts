import type { Event } from '@inkling/contracts'
import type { Notes } from '../../converter.ts'
import { detectTimeUnit } from '../../time.ts'
import { type RowContext, toEvent } from '../../to-event.ts'
import { type EventField, eventColumns } from '../columns.ts'
import type { FormatOptions, Reading, Sample } from '../format.ts'
import { type ColumnMap, describeColumns, mapColumns } from '../map-columns.ts'
import { CsvRows } from './csv-rows.ts'
import { dialectOf } from './event-dialects.ts'
import { describeTable, rowsOf, type Table } from './table.ts'

/** The columns of events; undefined if there is no item, or neither a session nor a user. */
export function eventColumnsOf(
  names: readonly string[],
  given: FormatOptions['columns'],
): ColumnMap<EventField> | undefined {
  const map = mapColumns(names, eventColumns, given)
  const { item, session, user } = map.columns
  return item !== undefined && (session !== undefined || user !== undefined) ? map : undefined
}

/** Reads a table as events. `dialect` names where its columns come from, if they do not tell it. */
export function csvEvents(
  source: Sample,
  options: FormatOptions,
  { table, map, dialect = dialectOf(table.names) }: { table: Table; map: ColumnMap<EventField>; dialect?: string },
): Reading {
  const { columns } = map
  const { time } = columns
  const times = time === undefined ? [] : rowsOf(source, table).map((row) => row[time]?.trim() ?? '')
  const unit = detectTimeUnit(times)
  return {
    kind: 'events',
    name: dialect ? `csv events (${dialect})` : 'csv events',
    mapping: [
      ...describeTable(table),
      ...describeColumns(table.names, columns),
      ...(times.some((text) => Number(text) > 0) ? [`times are numbers in ${unit}`] : []),
    ],
    isTimed: time !== undefined,
    converter: eventRows(table, map, { ...options, digest: source.digest, unit }, source.foreign),
  }
}

function eventRows(
  table: Table,
  { columns, ignored, repeated }: ColumnMap<EventField>,
  context: RowContext,
  foreign: Sample['foreign'],
) {
  const { session = -1, user = -1, item = -1, time = -1, type = -1, value = -1 } = columns
  const notes = [
    ...(ignored.length > 0 ? [`columns ignored: ${ignored.join(', ')}`] : []),
    ...repeated.map((name) => `there are several columns ${name}; the first is used`),
  ]
  const convert = (fields: readonly string[], line: number, output: Notes) =>
    toEvent(
      {
        session: fieldAt(fields, session),
        user: fieldAt(fields, user),
        item: fieldAt(fields, item),
        time: time < 0 ? undefined : fieldAt(fields, time),
        type: fieldAt(fields, type),
        value: fieldAt(fields, value),
      },
      line,
      context,
      output,
    )
  return new CsvRows<Event>(table, convert, notes, foreign)
}

/** Reading an array at -1 is slow. */
const fieldAt = (fields: readonly string[], column: number) => (column < 0 ? '' : (fields[column] ?? ''))
