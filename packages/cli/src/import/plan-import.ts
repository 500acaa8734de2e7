import type { InklingClient } from '@inkling/client'
import type { Event } from '@inkling/contracts'
import { AccessLogEvents } from './access-log/access-log-events.ts'
import type { Converter } from './converter.ts'
import { CsvEvents } from './csv-events.ts'
import { deliverEvents, deliverItems, maxBatchLength } from './deliver.ts'
import { type Content, detectFormat, type Format } from './detect-format.ts'
import { parseJsonLine } from './json-line.ts'
import { loadLines, type Run } from './load-lines.ts'
import { eventRow, NdjsonEvents } from './ndjson-events.ts'
import { NdjsonItems } from './ndjson-items.ts'
import { readCsvHeader } from './read-csv-header.ts'
import type { Source } from './source.ts'
import { splitCsv } from './split-csv.ts'
import type { Tally } from './tally.ts'
import { detectTimeUnit } from './time.ts'
import type { RowContext } from './to-event.ts'

export interface PlanOptions {
  /** The value of `--format`. */
  readonly content: Content | undefined
  /** The type of events without a type. */
  readonly type: string
  readonly batchSize: number
  readonly latestMs: number
}

/** How to import one file. Plans are made before anything is sent, so that a wrong file stops the whole import. */
export interface Plan {
  readonly source: Source
  readonly format: Format
  readonly load: (client: InklingClient, run: Run) => Promise<Tally>
}

/** @throws CliError if the format is unknown. */
export function planImport(source: Source, options: PlanOptions): Plan {
  const format = detectFormat(source, options.content)
  return { source, format, load: loaders[format](source, options) }
}

/** Enough rows to detect the unit of the times. */
const maxRowsSampled = 1000

const loaders: Readonly<Record<Format, (source: Source, options: PlanOptions) => Plan['load']>> = {
  'csv events': (source, options) => {
    const rows = source.sample.filter((line) => line !== '').slice(0, maxRowsSampled)
    // Only an empty file has no header, and it has no rows either.
    const header = readCsvHeader(rows[0] ?? 'session_id,item_id')
    const column = header.columns.time
    const times = column === undefined ? [] : rows.slice(1).map((row) => splitCsv(row)?.[column] ?? '')
    const converter = new CsvEvents(header, rowContext(source, options, times))
    return loadEvents(source, converter, options, column !== undefined)
  },
  'ndjson events': (source, options) => {
    const objects = source.sample.slice(0, maxRowsSampled).map((line) => parseJsonLine(line) ?? {})
    const times = objects.flatMap((object) => eventRow(object).time ?? [])
    const converter = new NdjsonEvents(rowContext(source, options, times))
    return loadEvents(source, converter, options, times.length > 0)
  },
  'access log': (source, options) => loadEvents(source, new AccessLogEvents(options), options, true),
  'ndjson items': (source, { batchSize }) => {
    const limits = { size: batchSize, length: maxBatchLength.items }
    return (client, run) =>
      loadLines(source, { converter: new NdjsonItems(), deliver: deliverItems(client), limits }, run)
  },
}

/** Events without a time get the time of arrival, so their batches must arrive in the order of the file. */
function loadEvents(
  source: Source,
  converter: Converter<Event>,
  { batchSize }: PlanOptions,
  isTimed: boolean,
): Plan['load'] {
  const limits = { size: batchSize, length: maxBatchLength.events }
  return (client, run) =>
    loadLines(
      source,
      { converter, deliver: deliverEvents(client), limits },
      { ...run, concurrency: isTimed ? run.concurrency : 1 },
    )
}

const rowContext = (
  { digest }: Source,
  { type, latestMs }: PlanOptions,
  times: readonly string[] = [],
): RowContext => ({
  digest,
  type,
  latestMs,
  unit: detectTimeUnit(times),
})
