/** One request of a web server log. */
export interface AccessLine {
  readonly address: string
  /** Empty in the Common format, which has no user agents. */
  readonly agent: string
  readonly timeMs: number
  readonly method: string
  /** The target as it was requested: a path with its query, or an absolute URL. */
  readonly target: string
  readonly status: number
}

const quoted = String.raw`"((?:[^"\\]|\\.)*)"`

/**
 * Common Log Format: host ident user [time] "request" status bytes. Combined adds "referer" "agent". Further fields are
 * ignored. A virtual host and its port before the host are ignored too; they have one colon, an IPv6 address has more.
 */
const pattern = new RegExp(
  String.raw`^(?:[^\s:]+:\d+ )?(\S+) \S+ [^[]*\[([^\]]+)\] ${quoted} (\d{3}) (?:\d+|-)(?: ${quoted} ${quoted})?`,
)
const request = /^([A-Z]+) (\S+)(?: HTTP\/\d(?:\.\d)?)?$/

/** Parses a line of the Common or Combined format; undefined if it is none. */
export function parseAccessLine(line: string): AccessLine | undefined {
  const [, address = '', time = '', requestLine = '', status = '', , agent = ''] = pattern.exec(line) ?? []
  const [, method = '', target = ''] = request.exec(requestLine) ?? []
  const timeMs = parseLogTime(time)
  if (method === '' || Number.isNaN(timeMs)) return undefined
  return { address, agent, timeMs, method, target, status: Number(status) }
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const logTime = /^(\d\d)\/(\w{3})\/(\d{4}):(\d\d):(\d\d):(\d\d) ([+-])(\d\d)(\d\d)$/

/** Milliseconds since 1970 of a time such as 10/Oct/2000:13:55:36 -0700; NaN if it is none. */
function parseLogTime(text: string): number {
  const [, day, month = '', year, hour, minute, second, sign, offsetHours, offsetMinutes] = logTime.exec(text) ?? []
  const monthIndex = months.indexOf(month)
  if (monthIndex < 0) return Number.NaN
  const localMs = Date.UTC(Number(year), monthIndex, Number(day), Number(hour), Number(minute), Number(second))
  const offsetMs = (Number(offsetHours) * 60 + Number(offsetMinutes)) * 60_000
  return sign === '-' ? localMs + offsetMs : localMs - offsetMs
}
