import type { Notes } from '../../converter.ts'
import type { AccessLine, LogDialect } from './access-line.ts'
import { isAddress, plainAddress } from './address.ts'
import { parseLogTime } from './log-time.ts'
import { parseRequestLine } from './request-line.ts'

/** A bracket within it ends the search, so that many open brackets do not each read the rest of the line. */
const time = /\[(\d\d\/\w{3}\/\d{4}:[^\][]+|\d{4}-\d\d-\d\d[T ][^\][]+)\] /
/** The request ends where a status and a size follow, so that quotes within it do no harm. */
const request = /^"(.*?)" (\d{3}) (?:\d+|-)(?= |$)/
const unquotedRequest = /^([A-Z]+ \S.*?) (\d{3}) (?:\d+|-)(?= |$)/
const quoted = String.raw`"((?:[^"\\]|\\.)*)"`
const agents = new RegExp(`^ ${quoted} ${quoted}(?= |$)`)
/** Some servers do not escape quotes within the agent. Only for a text that ends with a quote: see `agentIn`. */
const unescapedAgents = /^ "(.*?)" "(.*)"$/s

/**
 * Common Log Format: host ident user [time] "request" status bytes. Combined adds "referer" "agent". A virtual host,
 * with or without a port, may come first. Fields after the agent are ignored.
 */
export const combined: LogDialect = { name: '', open: (notes) => (line) => parseCombined(line, notes) }

export function parseCombined(line: string, notes?: Notes): AccessLine | undefined {
  const found = time.exec(line)
  if (!found) return undefined
  const rest = line.slice(found.index + found[0].length)
  const match = request.exec(rest) ?? unquotedRequest.exec(rest)
  const asked = match && parseRequestLine(match[1] ?? '')
  const address = addressOf(line.slice(0, found.index))
  const timeMs = parseLogTime(found[1] ?? '', notes)
  if (!asked || address === '' || Number.isNaN(timeMs)) return undefined
  const after = rest.slice(match[0].length)
  const agent = agentIn(after)
  const access: AccessLine = { address, agent: agent === '-' ? '' : agent, timeMs, ...asked, status: Number(match[2]) }
  return /"prefetch[";]/i.test(after) ? { ...access, isPrefetch: true } : access
}

/** The agent after the size. Without a quote at its end, each quote within it would read the rest of the line. */
function agentIn(after: string): string {
  const found = agents.exec(after) ?? (after.endsWith('"') ? unescapedAgents.exec(after) : null)
  return found?.[2] ?? ''
}

/**
 * The address in `host ident user `. If the second word is an address, the first is a virtual host. Behind proxies the
 * host may be a list, of which the first is the client.
 */
function addressOf(head: string): string {
  const words = head.trim().split(' ')
  const [first = '', second = ''] = words
  const isList = first.endsWith(',')
  if (!isList && isAddress(second)) return plainAddress(second)
  if (isAddress(first)) return plainAddress(first)
  const last = words.length > 3 && /:\d+$/.test(first) ? second : first
  return words.length >= 3 && last !== '-' ? last : ''
}
