import { createReadStream, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

/** One line of a service's log. */
export interface LogEntry {
  readonly time: string
  readonly level: string
  readonly service: string
  readonly msg?: string
  readonly traceId?: string
  readonly requestId?: string
  readonly [field: string]: unknown
}

export const levels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const

export interface LogFilter {
  readonly trace?: string | undefined
  readonly request?: string | undefined
  readonly service?: string | undefined
  /** The least level. */
  readonly level?: (typeof levels)[number] | undefined
  /** Milliseconds since 1970. */
  readonly sinceMs?: number | undefined
}

/**
 * Reads the lines that fit a filter from the logs of all services in a folder, the rotated files too, ordered by time.
 * Of more than `limit` lines it returns the newest. Text that is not a line of a logger is left out.
 */
export async function readLogEntries(folder: string, filter: LogFilter, limit: number): Promise<LogEntry[]> {
  let found: LogEntry[] = []
  for (const name of logFilesIn(folder, filter.service))
    for await (const entry of entriesOf(join(folder, name), filter)) {
      found.push(entry)
      if (found.length >= 2 * limit + chunk) found = newest(found, limit)
    }
  return newest(found, limit)
}

const chunk = 10_000

/** The rotated files of a service have numbers, the highest the oldest. */
function logFilesIn(folder: string, service: string | undefined): string[] {
  const files = readdirSync(folder).flatMap((name) => {
    const [, of, number = '0'] = /^([\w-]+)\.log(?:\.(\d+))?$/.exec(name) ?? []
    return of !== undefined && (service === undefined || of === service) ? [{ name, age: Number(number) }] : []
  })
  return files.toSorted((a, b) => b.age - a.age).map(({ name }) => name)
}

/** The sort is stable: lines of the same millisecond keep the order of their file. */
const newest = (entries: LogEntry[], limit: number): LogEntry[] =>
  entries.toSorted((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0)).slice(-limit)

async function* entriesOf(file: string, filter: LogFilter): AsyncGenerator<LogEntry> {
  const needles = [filter.trace, filter.request].filter((id) => id !== undefined)
  for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY })) {
    // Most lines are of other requests; to parse them all would take most of the time.
    if (!needles.every((id) => line.includes(id))) continue
    const entry = parsed(line)
    if (entry && fits(entry, filter)) yield entry
  }
}

function parsed(line: string): LogEntry | undefined {
  try {
    const entry = JSON.parse(line) as LogEntry | null
    return typeof entry?.time === 'string' && typeof entry.level === 'string' ? entry : undefined
  } catch {
    return undefined
  }
}

const fits = (entry: LogEntry, { trace, request, level = 'trace', sinceMs = 0 }: LogFilter): boolean =>
  (trace === undefined || entry.traceId === trace) &&
  (request === undefined || entry.requestId === request) &&
  rank(entry.level) >= rank(level) &&
  Date.parse(entry.time) >= sinceMs

const rank = (level: string) => (levels as readonly string[]).indexOf(level)
