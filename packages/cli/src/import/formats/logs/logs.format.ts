import type { Notes } from '../../converter.ts'
import type { Format, Reading } from '../format.ts'
import type { AccessLine, LogDialect, ParseAccessLine } from './access-line.ts'
import { AccessLogEvents } from './access-log-events.ts'
import { combined } from './combined.ts'
import { logDialects } from './log-dialects.ts'
import { unwrapLine } from './wrappers.ts'

/** Enough requests to tell the dialect. Other lines may come first, because servers log what attackers send. */
const enoughRequests = 20

/** Web server logs of all dialects, alone or behind the prefixes of syslog, Docker and Kubernetes. */
export const logsFormat: Format = {
  recognise({ sample }, options): Reading | undefined {
    if (options.content !== undefined && options.content !== 'access-log') return undefined
    const [best] = logDialects
      .map((dialect) => ({ dialect, requests: countRequests(sample, dialect) }))
      .sort((a, b) => b.requests - a.requests)
    const isLog = best !== undefined && best.requests > 0
    if (!isLog && options.content !== 'access-log') return undefined
    const dialect = isLog ? best.dialect : combined
    const notes = new Set<string>()
    const parse = parserOf(dialect, { note: (text) => notes.add(text) })
    return {
      kind: 'events',
      name: dialect.name === '' ? 'access log' : `access log (${dialect.name})`,
      mapping: ['item ← the path of the page', 'session ← a hash of address and agent, with pauses up to 30 minutes'],
      isTimed: true,
      converter: new AccessLogEvents(parse, options, notes),
    }
  },
}

/** Parses lines without the prefix of a logger or, if they are no request so, as they are. */
function parserOf(dialect: LogDialect, notes?: Notes): ParseAccessLine {
  const parse = dialect.open(notes)
  return (line) => {
    const inner = unwrapLine(line)
    return parse(inner) ?? (inner === line ? undefined : parse(line))
  }
}

function countRequests(sample: readonly string[], dialect: LogDialect): number {
  const parse = parserOf(dialect)
  let requests = 0
  for (const line of sample) {
    if (isRequest(parse(line)) && ++requests >= enoughRequests) return requests
  }
  return requests
}

const isRequest = (result: ReturnType<ParseAccessLine>): result is AccessLine => typeof result === 'object'
