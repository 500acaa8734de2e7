import { stripVTControlCharacters } from 'node:util'
import type { LogEntry } from './read-log-entries.ts'

interface ErrorFields {
  readonly type?: string
  readonly code?: string | number
  readonly message?: string
  readonly stack?: string
  readonly cause?: ErrorFields
}

const serviceWidth = 11
const shownFrames = 3

/** Draws entries one per line: time, level, service, message, and the other fields as `name=value`. Errors follow. */
export function renderLog(entries: readonly LogEntry[]): string {
  const days = new Set(entries.map(({ time }) => time.slice(0, 10)))
  // The day is said once, unless the lines are of several.
  const from = days.size === 1 ? 'YYYY-MM-DDT'.length : 0
  const head = days.size === 1 ? [[...days].join()] : []
  return [...head, ...entries.flatMap((entry) => linesOf(entry, from))].join('\n')
}

function linesOf(entry: LogEntry, from: number): string[] {
  const { time, level, service, msg = '', err, traceId: _trace, spanId: _span, ...fields } = entry
  const facts = Object.entries(fields).map(([name, value]) => `${name}=${readable(value)}`)
  const columns = [time.slice(from).replace('T', ' '), level.toUpperCase().padEnd(5), service.padEnd(serviceWidth)]
  return [[...columns, safe(msg), ...facts].join(' '), ...errorLines(err as ErrorFields | undefined)]
}

function errorLines(error: ErrorFields | undefined, name = 'error', depth = 0): string[] {
  if (!error || depth > 5) return []
  const { type = 'Error', code, message = '', stack = '', cause } = error
  const frames = stack.split('\n').filter((line) => line.startsWith('    at '))
  return [
    safe(`    ${name}: ${type}: ${message}${code === undefined ? '' : ` (${code})`}`),
    ...frames.slice(0, shownFrames).map((frame) => safe(`    ${frame}`)),
    ...errorLines(cause, 'caused by', depth + 1),
  ]
}

const readable = (value: unknown) =>
  safe(typeof value === 'string' && !/\s/.test(value) ? value : JSON.stringify(value))

/** A log must not move the cursor or colour the terminal of the person who reads it. */
const safe = (text: string) => stripVTControlCharacters(text).replaceAll(/\p{Cc}/gu, ' ')
