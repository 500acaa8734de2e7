import type { Event } from '@inkling/contracts'
import type { UsageEvent } from '@inkling/predictors'
import { CliError } from '../cli-error.ts'
import { CsvEvents } from '../import/csv-events.ts'
import { readCsvHeader } from '../import/read-csv-header.ts'
import type { SkipReason } from '../import/skip-reasons.ts'
import { openSource, readLines, type Source } from '../import/source.ts'
import { splitCsv } from '../import/split-csv.ts'
import { detectTimeUnit } from '../import/time.ts'

/** The usage events of a file, in the order of its lines. */
export interface Usage {
  readonly events: UsageEvent[]
  /** The number of lines that are no event. */
  readonly skipped: number
}

/** Enough rows to detect the unit of the times. */
const maxRowsSampled = 1000
/** The time between two events of a file without times. */
const artificialStepMs = 1000

/**
 * Reads the events of a CSV file as `inkling import` does. The file may be gzipped.
 *
 * @throws CliError if the file cannot be read or contains no event.
 */
export async function readUsage(path: string): Promise<Usage> {
  const source = await openSource(path)
  const converter = converterFor(source)
  const events: UsageEvent[] = []
  let skipped = 0
  const put = (line: number, result: Event | SkipReason) => {
    if (typeof result === 'string') skipped++
    else events.push(toUsage(result, line))
  }
  const output = { put, note: () => {} }
  let line = 0
  for await (const { lines } of readLines(source)) for (const text of lines) converter.read(text, ++line, output)
  converter.end(output)
  if (events.length === 0)
    throw new CliError(
      `${path} contains no event; ${skipped} lines were skipped. \`inkling import\` reports why lines are skipped.`,
    )
  return { events, skipped }
}

function converterFor({ sample, digest }: Source): CsvEvents {
  const [head = '', ...rows] = sample.filter((line) => line !== '').slice(0, maxRowsSampled)
  const header = readCsvHeader(head)
  const column = header.columns.time
  const times = column === undefined ? [] : rows.map((row) => splitCsv(row)?.[column] ?? '')
  return new CsvEvents(header, {
    digest,
    type: 'view',
    unit: detectTimeUnit(times),
    latestMs: Number.POSITIVE_INFINITY,
  })
}

function toUsage({ itemId, sessionId = '', userId = '', occurredAt }: Event, line: number): UsageEvent {
  const atMs = occurredAt === undefined ? line * artificialStepMs : Date.parse(occurredAt)
  return { itemId, sessionId, userId, atMs }
}
