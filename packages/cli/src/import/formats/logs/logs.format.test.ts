import { describe, expect, it } from 'vitest'
import { importLines } from '../../../../test/import-lines.ts'

const agent = 'Mozilla/5.0 (Windows NT 10.0; rv:128.0) Gecko/20100101 Firefox/128.0'
const combined = (page: string, address = '192.0.2.1', by = agent) =>
  `${address} - - [03/Nov/2026:10:00:00 +0000] "GET ${page} HTTP/1.1" 200 5 "-" "${by}"`
const pagesOf = (lines: readonly string[]) => importLines(lines).events.map(({ itemId }) => itemId)
const sessionsOf = (lines: readonly string[]) => new Set(importLines(lines).events.map(({ sessionId }) => sessionId))

const w3c = ['#Software: IIS', '#Fields: date time cs-method cs-uri-stem cs-uri-query c-ip cs(User-Agent) sc-status']
const nginx = { ip: '192.0.2.7', path: '/a', status: '200', user_agent: agent, date: '2026-11-03T11:00:00+01:00' }
const headers = { 'User-Agent': [agent] }
const caddy = { ts: 1793700000.5, status: 200, request: { client_ip: '::1', method: 'GET', uri: '/a?x=1', headers } }
const traefik = {
  ClientHost: '192.0.2.9',
  RequestMethod: 'GET',
  RequestPath: '/a',
  DownstreamStatus: 200,
  StartUTC: '2026-11-03T10:00:00.503803974Z',
}
const balancer = 'app/edge/1 192.0.2.4:5261 10.0.0.1:80 0.000 0.004 0.000 200 200 34 366 "GET https://x:443/a HTTP/2.0"'

describe('logsFormat', () => {
  it.each([
    ['access log', [combined('/a')]],
    ['access log', [`shop.example ${combined('/a')}`]],
    ['access log', [`shop.example:443 ${combined('/a')}`]],
    ['access log', ['192.0.2.1 - - [2026-11-03T10:00:00+00:00] "GET /a HTTP/1.1" 200 5 "-" "-"']],
    ['access log', ['192.0.2.1 - - [03/Nov/2026:10:00:00 +0000] "GET /a HTTP/1.1" 200 -']],
    ['access log', ['192.0.2.1 - - [03/Nov/2026:10:00:00 +0000] GET /a HTTP/1.1 200 12']],
    ['access log', [`<133>Nov  3 10:00:00 web1 nginx: ${combined('/a')}`]],
    ['access log', [`<133>1 2026-11-03T10:00:00Z web1 nginx 12 - - ${combined('/a')}`]],
    ['access log', [`2026-11-03T10:00:00.1Z stdout F ${combined('/a')}`]],
    ['access log', [`web-1  | ${combined('/a')}`]],
    ['access log', [JSON.stringify({ log: `${combined('/a')}\n`, stream: 'stdout' })]],
    ['access log (Caddy JSON)', [JSON.stringify(caddy)]],
    ['access log (Traefik JSON)', [JSON.stringify(traefik)]],
    ['access log (nginx JSON)', [JSON.stringify(nginx)]],
    ['access log (AWS load balancer)', [`h2 2026-11-03T10:00:00.594592Z ${balancer} "${agent}" - -`]],
    ['access log (AWS load balancer)', [`2026-11-03T10:00:00.594592Z ${balancer} "${agent}" - -`]],
    ['access log (W3C extended)', [...w3c, `2026-11-03 10:00:00 GET /a - ::1 ${agent.replaceAll(' ', '+')} 200`]],
    [
      'access log (HAProxy)',
      [
        'Nov  3 10:00:00 lb haproxy[1]: 192.0.2.1:53 [03/Nov/2026:10:00:00.123] fe~ be/s1 0/0/1/2/3 200 512 - - ' +
          '---- 1/1/0/0/0 0/0 "GET /a HTTP/1.1"',
      ],
    ],
  ])('reads %s: %j', (format, lines) => {
    const { format: found, events } = importLines(lines)
    expect(found).toBe(format)
    expect(events.map(({ itemId }) => itemId)).toEqual(['/a'])
    expect(events[0]?.occurredAt).toMatch(/^2026-11-03T10:00:00/)
  })

  it('tells visitors by their address, whatever comes before it', () => {
    const host = ['192.0.2.1', '192.0.2.2'].map((address) => `shop.example ${combined('/a', address)}`)
    const syslog = ['192.0.2.1', '192.0.2.2'].map(
      (address) => `Nov  3 10:00:00 10.0.0.1 nginx: ${combined('/a', address)}`,
    )
    expect([sessionsOf(host).size, sessionsOf(syslog).size]).toEqual([2, 2])
  })

  it('takes the first address of a list, and ignores the port of the client', () => {
    expect(sessionsOf([combined('/a'), combined('/b', '192.0.2.1, 10.0.0.1')]).size).toBe(1)
    const ports = [5261, 5262].map((port) => `h2 2026-11-03T10:00:00Z ${balancer.replace('5261', String(port))} "-"`)
    expect(sessionsOf(ports).size).toBe(1)
  })

  it('reads requests with blanks and agents with quotes', () => {
    expect(pagesOf([combined('/two words.html'), combined('/q', '192.0.2.1', 'Mozilla "weird" Gecko')])).toEqual([
      '/two words.html',
      '/q',
    ])
  })

  it('skips prefetches, parts of files and comments', () => {
    const partial = combined('/a').replace('200', '206')
    expect(importLines([combined('/a'), `${combined('/a')} "prefetch"`, partial]).skipped).toEqual([
      [2, 'prefetch'],
      [3, 'status'],
    ])
  })

  it('keeps the parameters that name a page, in the order of the option, and counts the others', () => {
    const lines = ['/p?page=2&id=7&ref=x', '/p?id=7&page=2', '/p?ref=y'].map((target) => combined(target))
    const { events, notes } = importLines(lines, { pageParams: ['id', 'page'] })
    expect(events.map(({ itemId }) => itemId)).toEqual(['/p?id=7&page=2', '/p?id=7&page=2', '/p'])
    expect(notes).toEqual([
      'query parameters were left out of the pages of 2 requests: ref (2); keep those that name a page with --page-params',
    ])
  })

  it('groups a log that is newest first into the same sessions', () => {
    const at = (minute: number) =>
      combined('/a').replace('10:00:00', `${10 + Math.floor(minute / 60)}:${minute % 60 || '00'}:00`)
    const lines = [10, 35, 58, 130, 150].map(at)
    expect(sessionsOf(lines).size).toBe(2)
    expect(sessionsOf(lines.toReversed()).size).toBe(2)
  })
})

const zoneless = 'times without a zone are taken as UTC'

it.each([
  ['192.0.2.1 - - [03/Nov/2026:10:00:00] "GET /a HTTP/1.1" 200 5', [zoneless]],
  ['192.0.2.1 - - [2026-11-03T10:00:00] "GET /a HTTP/1.1" 200 5', [zoneless]],
  [JSON.stringify({ ...nginx, date: '2026-11-03T10:00:00' }), [zoneless]],
  [JSON.stringify(nginx), []],
  [combined('/a'), []],
])('says of a log whether its times have no zone: %s', (line, notes) => {
  const read = importLines([line])
  expect(read.events.map(({ occurredAt }) => occurredAt)).toEqual(['2026-11-03T10:00:00.000Z'])
  expect(read.notes).toEqual(notes)
})
