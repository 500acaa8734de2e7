import { parseJsonLine, textOf } from '../json/json-line.ts'

/** Which field of which logger's JSON holds the line of the server. */
const jsonFields = ['log', 'message', 'MESSAGE', 'msg', 'line', 'textPayload'] as const

/** The prefixes that loggers write before the line of the server. */
const prefixes: readonly RegExp[] = [
  // syslog, RFC 5424: <133>1 2026-11-03T10:00:00Z host app pid id [data]
  /^<\d{1,3}>1 \S+ \S+ \S+ \S+ \S+ (?:-|(?:\[[^\]]*\])+) \uFEFF?/,
  // syslog, RFC 3164 and journald: <133>Nov  3 10:00:00 host app[pid]:
  /^(?:<\d{1,3}>)?(?:[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d|\d{4}-\d\d-\d\dT\S+) \S+ [^\s:[]+(?:\[\d+\])?: /,
  // Kubernetes: 2026-11-03T10:00:00.1Z stdout F
  /^\d{4}-\d\d-\d\dT\S+ (?:stdout|stderr) [FP] /,
  // docker compose: web-1  |
  /^[\w.-]+ +\| /,
  // docker logs --timestamps, and other loggers that write a time only
  /^\d{4}-\d\d-\d\dT\S+Z /,
]

/** The line that the server wrote, without what syslog, Docker or Kubernetes put around it. */
export function unwrapLine(line: string): string {
  if (line.startsWith('{')) {
    const object = parseJsonLine(line) ?? {}
    const field = jsonFields.find((name) => name in object)
    return field ? textOf(object[field]).trimEnd() : line
  }
  const prefix = prefixes.find((pattern) => pattern.test(line))
  return prefix ? line.replace(prefix, '') : line
}
