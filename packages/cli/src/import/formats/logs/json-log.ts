import type { Notes } from '../../converter.ts'
import { isJsonObject, type JsonObject, parseJsonLine, textOf } from '../json/json-line.ts'
import type { AccessLine, LogDialect } from './access-line.ts'
import { plainAddress } from './address.ts'
import { parseLogTime } from './log-time.ts'
import { parseRequestLine } from './request-line.ts'

/** Where a server puts the facts of a request; the first path with a value counts. */
interface JsonPaths {
  readonly name: string
  readonly address: readonly string[]
  readonly agent: readonly string[]
  readonly time: readonly string[]
  readonly method: readonly string[]
  readonly target: readonly string[]
  readonly status: readonly string[]
}

const caddy: JsonPaths = {
  name: 'Caddy JSON',
  address: ['request.client_ip', 'request.remote_ip', 'request.remote_addr'],
  agent: ['request.headers.User-Agent'],
  time: ['ts'],
  method: ['request.method'],
  target: ['request.uri'],
  status: ['status'],
}

const traefik: JsonPaths = {
  name: 'Traefik JSON',
  address: ['request_X-Forwarded-For', 'ClientHost', 'ClientAddr'],
  agent: ['request_User-Agent'],
  time: ['StartUTC', 'StartLocal', 'time'],
  method: ['RequestMethod'],
  target: ['RequestPath'],
  status: ['DownstreamStatus', 'OriginStatus'],
}

/** nginx lets each administrator choose names; these are the usual ones. Without a method, requests count as GET. */
const nginx: JsonPaths = {
  name: 'nginx JSON',
  address: [
    'http_x_forwarded_for',
    'remote_addr',
    'client_ip',
    'clientip',
    'remote_ip',
    'ip',
    'client',
    'remoteIP',
    'host',
  ],
  agent: ['http_user_agent', 'user_agent', 'agent', 'userAgent', 'useragent', 'http_agent'],
  time: ['time_iso8601', '@timestamp', 'timestamp', 'time_local', 'time', 'date', 'datetime', 'msec', 'ts'],
  method: ['request_method', 'method', 'verb', 'http_method'],
  target: ['request_uri', 'uri', 'path', 'url', 'request'],
  status: ['status', 'status_code', 'response', 'statusCode', 'response_code', 'code'],
}

const dialectOf = (paths: JsonPaths): LogDialect => ({
  name: paths.name,
  open: (notes) => (line) => read(line, paths, notes),
})

export const jsonLogs: readonly LogDialect[] = [caddy, traefik, nginx].map(dialectOf)

function read(line: string, paths: JsonPaths, notes: Notes | undefined): AccessLine | undefined {
  const object = line.startsWith('{') ? parseJsonLine(line) : undefined
  if (!object) return undefined
  const at = (all: readonly string[]) => all.map((path) => valueAt(object, path)).find((text) => text !== '') ?? ''
  const whole = parseRequestLine(at(paths.target).trim())
  const target = at(paths.target).startsWith('/') ? at(paths.target) : (whole?.target ?? at(paths.target))
  const timeMs = parseLogTime(at(paths.time), notes)
  const status = Number(at(paths.status))
  if (!/^(\/|https?:|\*)/.test(target) || Number.isNaN(timeMs) || !(status >= 100 && status < 600)) return undefined
  return {
    address: plainAddress(at(paths.address)),
    agent: at(paths.agent),
    timeMs,
    method: at(paths.method) || whole?.method || 'GET',
    target,
    status,
  }
}

/** Follows a path such as `request.headers.User-Agent`. A header is a list of values. `-` stands for none. */
function valueAt(object: JsonObject, path: string): string {
  let value: unknown = object
  for (const name of path in object ? [path] : path.split('.')) value = isJsonObject(value) ? value[name] : undefined
  const text = textOf(Array.isArray(value) ? value[0] : value)
  return text === '-' ? '' : text
}
