import type { Notes } from '../../converter.ts'
import type { AccessLine, LogDialect } from './access-line.ts'
import { plainAddress } from './address.ts'
import { parseLogTime } from './log-time.ts'
import { parseRequestLine } from './request-line.ts'

/** client:port [time] frontend backend/server timers status bytes cookies state counts queues {captured} "request" */
const pattern =
  /^(\S+:\d+) \[([^\]]+)\] \S+ \S+ [-+\d/]+ (\d{3}|-1) \+?\d+ \S+ \S+ \S+ \S+ \S+ (?:\{([^}]*)\} )?(?:\{[^}]*\} )?"([^"]*)/

/** HAProxy's `option httplog`. Captured request headers stand for the agent. Its times are local. */
export const haproxy: LogDialect = { name: 'HAProxy', open: (notes) => (line) => parseHaproxy(line, notes) }

function parseHaproxy(line: string, notes: Notes | undefined): AccessLine | undefined {
  const [, client = '', time = '', status, agent = '', requestLine = ''] = pattern.exec(line) ?? []
  const request = parseRequestLine(requestLine)
  const timeMs = parseLogTime(time, notes)
  if (!request || Number.isNaN(timeMs)) return undefined
  return { ...request, address: plainAddress(client), agent, timeMs, status: Number(status) }
}
