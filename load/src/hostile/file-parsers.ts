import { recognise } from '@inkling/cli/recognise'
import {
  integerBetween,
  parseExpiry,
  parseJson,
  parseOrigins,
  parseScopes,
  rate,
} from '../../../packages/cli/src/commands/arguments.ts'
import { detectTimeUnit, parseTime } from '../../../packages/cli/src/import/time.ts'
import type { HostileParser } from './judge-parser.ts'
import { isRefusal, never } from './refusals.ts'

const nowMs = Date.parse('2026-12-01T00:00:00Z')
/** Longer lines are read, too, and take longer in proportion. */
const mostOfLine = 65_536
const options = { type: 'view', latestMs: nowMs, pageParams: ['id'] } as const
const output = { put: () => {}, note: () => {} }

/** Reads a text as the next line of a file that begins with these. */
function lineAfter(head: readonly string[]): (line: string) => void {
  const { converter } = recognise({ name: 'file', digest: 'd', sample: head }, options)
  let number = 0
  const read = (line: string) => converter.read(line, ++number, output)
  for (const line of head) read(line)
  return (text) => read(text.replaceAll('\n', ' '))
}

const agent = 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0'
const combined = `192.0.2.1 - - [03/Nov/2026:10:00:00 +0000] "GET /a?id=1 HTTP/1.1" 200 5 "https://x/" "${agent}"`
const balancer = 'app/edge/1 192.0.2.4:5261 10.0.0.1:80 0.000 0.004 0.000 200 200 34 366 "GET https://x:443/a HTTP/2.0"'
const caddy = { ts: 1.7937e9, status: 200, request: { client_ip: '::1', method: 'GET', uri: '/a?x=1', headers: {} } }
const nginx = { ip: '192.0.2.7', path: '/a%2Fb', status: '200', user_agent: agent, date: '2026-11-03T11:00:00+01:00' }
const traefik = { ClientHost: '192.0.2.9', RequestMethod: 'GET', RequestPath: '/a', DownstreamStatus: 200 }
const files: Readonly<Record<string, readonly string[]>> = {
  'combined log': [combined, `<133>Nov  3 10:00:00 web1 nginx: shop.example:443 ${combined}`],
  'AWS log': [`h2 2026-11-03T10:00:00.594592Z ${balancer} "${agent}" - -`],
  'HAProxy log': [
    'Nov  3 10:00:00 lb haproxy[1]: 192.0.2.1:53 [03/Nov/2026:10:00:00.123] fe~ be/s1 0/0/1/2/3 200 512 - - ' +
      '---- 1/1/0/0/0 0/0 {agent} "GET /a HTTP/1.1"',
  ],
  'W3C log': [
    '#Fields: date time cs-method cs-uri-stem cs-uri-query c-ip cs(User-Agent) sc-status',
    '2026-11-03 10:00:00 GET /a - ::1 Mozilla/5.0+(X11) 200',
  ],
  'Caddy log': [JSON.stringify(caddy)],
  'nginx JSON log': [JSON.stringify(nginx)],
  'Traefik log': [JSON.stringify({ ...traefik, StartUTC: '2026-11-03T10:00:00.503803974Z' })],
  'CSV of events': ['session_id,item_id,timestamp,type', 's1,"shoe, ""red""",1793700000,view'],
  'CSV of items': ['id;title;tags', 'shoe-1;"Red\nshoes";a|b'],
  'NDJSON of events': ['{"sessionId":"s1","itemId":"a","occurredAt":"2026-11-03T10:00:00Z","context":{"a":[1,"]"]}}'],
  'JSON array of items': ['[{"id":"a","title":"A","tags":["x"]},', '{"id":"b","title":"B","attributes":{"a":{}}}'],
}

/** The lines of each kind of file, in a file of that kind. */
const lineParsers = Object.entries(files).map(
  ([name, head]): HostileParser => ({
    ...{ name, samples: head, mostCharacters: mostOfLine, parse: lineAfter(head), refuses: never },
  }),
)

/** What people import with the command line, and its arguments. */
export const fileParsers: readonly HostileParser[] = [
  ...lineParsers,
  {
    ...{ name: 'first lines of a file', mostCharacters: mostOfLine, refuses: isRefusal },
    samples: Object.values(files).map((lines) => lines.join('\n')),
    parse: (text) => recognise({ name: 'file', digest: 'd', sample: text.split('\n') }, options),
  },
  {
    ...{ name: 'written time', mostCharacters: mostOfLine, refuses: never },
    samples: ['2026-10-24T21:20:11.5+02:00', '24/Oct/2026:21:20:11 +0200', '24.10.2026 21:20', '1793700000', '46000.5'],
    parse: (text) => parseTime(text, detectTimeUnit([text])),
  },
  ...argumentParsers(),
]

function argumentParsers(): HostileParser[] {
  const parsers: Readonly<Record<string, readonly [sample: string, parse: (text: string) => unknown]>> = {
    'whole number': ['50000', integerBetween(1, 50_000)],
    share: ['0.25', rate],
    JSON: ['{"a":[1,{"b":null}]}', parseJson],
    scopes: ['events:write, items:read', parseScopes],
    origins: ['https://shop.example,http://localhost:3000/page?x=1', parseOrigins],
    'end of a key': ['45m', (text) => parseExpiry(text, nowMs)],
  }
  return Object.entries(parsers).map(([name, [sample, parse]]) => ({
    ...{ name: `argument: ${name}`, samples: [sample], mostCharacters: 8_192, parse, refuses: isRefusal },
  }))
}
