import type { LogLine } from '@inkling/contracts'

/** The lines of several processes, each a text of JSON as our logger writes it, by time. */
export const logLinesOf = (lines: readonly (readonly [process: string, text: string])[]): LogLine[] =>
  lines
    .map(([process, text]) => lineOf(process, JSON.parse(text)))
    // The sort is stable: of lines of one moment, those of a process keep their order.
    .toSorted((a, b) => (a.time < b.time ? -1 : Number(a.time > b.time)))

function lineOf(process: string, line: Readonly<Record<string, unknown>>): LogLine {
  const { time, level, msg, spanId, service: _service, traceId: _traceId, ...fields } = line
  return {
    time: String(time),
    level: String(level),
    process,
    message: String(msg ?? ''),
    spanId: typeof spanId === 'string' ? spanId : null,
    fields,
  }
}
