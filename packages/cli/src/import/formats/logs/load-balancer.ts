import type { AccessLine, LogDialect } from './access-line.ts'
import { plainAddress } from './address.ts'
import { parseLogTime } from './log-time.ts'
import { parseRequestLine } from './request-line.ts'

/** type time balancer client:port target:port three durations, status target-status received sent "request" "agent" */
const pattern =
  /^(?:https?|h2|wss?|grpcs?) (\S+Z) \S+ (\S+) \S+ (?:\S+ ){3}(\d{3}|-) \S+ \d+ \d+ "([^"]*)" "((?:[^"\\]|\\.)*)"/
/** The classic balancer has the same fields without the type. */
const classic = /^(\d{4}-\d\d-\d\dT\S+Z) \S+ (\S+) \S+ (?:\S+ ){3}(\d{3}|-) \S+ \d+ \d+ "([^"]*)" "((?:[^"\\]|\\.)*)"/

/** Access logs of the Application Load Balancer and the Classic Load Balancer of AWS. */
export const loadBalancer: LogDialect = { name: 'AWS load balancer', open: () => parseLoadBalancer }

function parseLoadBalancer(line: string): AccessLine | undefined {
  const [, time = '', client = '', status, requestLine = '', agent = ''] =
    pattern.exec(line) ?? classic.exec(line) ?? []
  const request = parseRequestLine(requestLine.trim())
  const timeMs = parseLogTime(time)
  if (!request || Number.isNaN(timeMs)) return undefined
  return {
    ...request,
    address: plainAddress(client),
    agent: agent === '-' ? '' : agent,
    timeMs,
    status: Number(status),
  }
}
