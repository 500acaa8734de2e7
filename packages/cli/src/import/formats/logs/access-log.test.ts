import { describe, expect, it } from 'vitest'
import { collect } from '../../../../test/collect.ts'
import { AccessLogEvents } from './access-log-events.ts'
import { parseCombined } from './combined.ts'
import { isAsset, pageOf } from './page-of.ts'
import { Sessionizer } from './sessionizer.ts'

const agent = 'Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0'
const line = (request: string, { status = 200, minute = 0, address = '192.0.2.1', by = agent } = {}) => {
  const time = `10/Oct/2025:1${Math.floor(minute / 60)}:${String(minute % 60).padStart(2, '0')}:36 +0000`
  return `${address} - - [${time}] "${request}" ${status} 2326 "-" "${by}"`
}
const convert = (...lines: string[]) =>
  collect(new AccessLogEvents(parseCombined, { type: 'view', latestMs: Date.parse('2026-01-01') }), lines)

describe('parseCombined', () => {
  it('reads a line of the Common Log Format', () => {
    const common = '127.0.0.1 - frank [10/Oct/2000:13:55:36 -0700] "GET /apache_pb.gif HTTP/1.0" 200 2326'
    expect(parseCombined(common)).toEqual({
      address: '127.0.0.1',
      agent: '',
      timeMs: Date.parse('2000-10-10T20:55:36Z'),
      method: 'GET',
      target: '/apache_pb.gif',
      status: 200,
    })
  })

  it.each([
    ['brackets that are no time', '[03/Nov/2026:'.repeat(100_000)],
    ['quotes within the agent', `${line('GET / HTTP/1.1', { by: '" "'.repeat(300_000) })}\u2028x`],
  ])('takes linear time for a line of %s', (_what, text) => {
    const startedMs = performance.now()
    parseCombined(text)
    // In quadratic time it takes minutes.
    expect(performance.now() - startedMs).toBeLessThan(10_000)
  })

  it('reads a line of the Combined format with escaped quotes and further fields', () => {
    const request = '[01/Jan/2025:00:30:00 +0530] "POST /a?q=\\"x\\" HTTP/2.0" 302 -'
    const combined = `2001:db8::1 - Jo Doe ${request} "https://x/" "A \\"B\\" C" 0.012 "-"`
    expect(parseCombined(combined)).toEqual({
      address: '2001:db8::1',
      agent: 'A \\"B\\" C',
      timeMs: Date.parse('2024-12-31T19:00:00Z'),
      method: 'POST',
      target: '/a?q=\\"x\\"',
      status: 302,
    })
  })

  it('ignores a virtual host and keeps an IPv6 address', () => {
    const rest = '- - [10/Oct/2000:13:55:36 -0700] "GET / HTTP/1.1" 200 1'
    expect(parseCombined(`example.org:443 192.0.2.7 ${rest}`)?.address).toBe('192.0.2.7')
    expect(parseCombined(`::1 ${rest}`)?.address).toBe('::1')
  })

  it.each([
    '',
    'session_id,user_id,item_id,timestamp',
    '192.0.2.1 - - [10/Oct/2000:13:55:36 -0700] "\\x16\\x03\\x01" 400 226 "-" "-"',
    '192.0.2.1 - - [10/Foo/2000:13:55:36 -0700] "GET / HTTP/1.1" 200 226',
  ])('reads no request from %j', (text) => {
    expect(parseCombined(text)).toBeUndefined()
  })
})

describe('pageOf', () => {
  it.each([
    ['/docs/?utm_source=x', '/docs/'],
    ['/docs#top', '/docs'],
    ['//docs///a', '/docs/a'],
    ['/docs/index.html', '/docs/'],
    ['/index.htm?x', '/'],
    ['/caf%C3%A9', '/café'],
    ['/100%', '/100%'],
    ['/a%2Fb', '/a%2Fb'],
    ['/caf\\xc3\\xa9', '/café'],
    ['/caf%e9', '/caf%E9'],
    ['/caf\\xE9', '/caf%E9'],
    ['/caf\uDCE9', '/caf%E9'],
    ['/🍵/caf\uDCE9', '/🍵/caf%E9'],
    ['/two words', '/two words'],
    ['/a;jsessionid=0A1B', '/a'],
    ['/a;JSESSIONID=0A1B/b;v=1?x', '/a/b;v=1'],
    ['/null%00byte', ''],
    ['https://example.org/a?b', '/a'],
    ['https://example.org', ''],
    ['*', ''],
  ])('the page of the request %j is %j', (target, page) => {
    expect(pageOf(target)).toBe(page)
  })
})

describe('isAsset', () => {
  it.each(['/a.css', '/x/APP.JS', '/i/logo.svg', '/f.woff2', '/v.mp4', '/robots.txt', '/favicon.ico', '/sitemap.xml'])(
    'takes %s for an asset',
    (page) => expect(isAsset(page)).toBe(true),
  )
  it.each(['/', '/css', '/a.html', '/report.pdf', '/notes.txt', '/v1.2'])('takes %s for a page', (page) =>
    expect(isAsset(page)).toBe(false),
  )
})

describe('Sessionizer', () => {
  const minute = 60_000

  it('starts a new session after 30 minutes without a request', () => {
    const sessionizer = new Sessionizer()
    const at = (minutes: number) => sessionizer.sessionOf('a', 'b', minutes * minute)
    const [first, second, third] = [at(0), at(30), at(61)]
    expect(second).toBe(first)
    expect(third).not.toBe(first)
  })

  it('gives each address and each agent a session of its own', () => {
    const sessionizer = new Sessionizer()
    const ids = [
      sessionizer.sessionOf('a', 'x', 0),
      sessionizer.sessionOf('b', 'x', 0),
      sessionizer.sessionOf('a', 'y', 0),
    ]
    expect(new Set(ids).size).toBe(3)
  })

  it('remembers only sessions of the last 30 minutes and keeps those open, however many visitors come', () => {
    const sessionizer = new Sessionizer()
    const ids = new Set<string>()
    for (let visitor = 0; visitor < 30_000; visitor++) {
      ids.add(sessionizer.sessionOf(`v${visitor}`, '', visitor * 1000))
      ids.add(sessionizer.sessionOf('regular', '', visitor * 1000))
    }
    expect(ids.size).toBe(30_001)
    expect(sessionizer.size).toBeLessThanOrEqual(10_001)
  })
})

describe('AccessLogEvents', () => {
  it('puts page views of one visitor into one session and reveals neither address nor agent', () => {
    const { values } = convert(line('GET /a HTTP/1.1'), line('GET /b HTTP/1.1', { minute: 5 }))
    expect(values.map(({ itemId }) => itemId)).toEqual(['/a', '/b'])
    expect(values[0]?.sessionId).toMatch(/^[0-9a-f]{16}$/)
    expect(values[1]?.sessionId).toBe(values[0]?.sessionId)
    expect(JSON.stringify(values)).not.toMatch(/192\.0\.2\.1|Mozilla/)
  })

  it('skips requests that are no page view of a person, with the reason', () => {
    const { values, skipped } = convert(
      line('GET /style.css HTTP/1.1'),
      line('GET /gone HTTP/1.1', { status: 404 }),
      line('GET /moved HTTP/1.1', { status: 301 }),
      line('POST /form HTTP/1.1'),
      line('GET /a HTTP/1.1', { by: 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)' }),
      'garbage',
      line('GET /a HTTP/1.1', { status: 304 }),
    )
    expect(values).toHaveLength(1)
    expect(skipped).toEqual([
      [1, 'asset'],
      [2, 'status'],
      [3, 'status'],
      [4, 'method'],
      [5, 'bot'],
      [6, 'malformed'],
    ])
  })

  it('gives a page view the same id after the log was rotated', () => {
    const lines = [line('GET /a HTTP/1.1'), line('GET /b HTTP/1.1', { minute: 40 })]
    expect(convert('', ...lines).values).toEqual(convert(...lines).values)
  })

  it('accepts a page view at the latest time and skips a later one', () => {
    const at = (latest: string) => new AccessLogEvents(parseCombined, { type: 'view', latestMs: Date.parse(latest) })
    const view = line('GET /a HTTP/1.1')
    expect(collect(at('2025-10-10T10:00:36Z'), [view]).values).toHaveLength(1)
    expect(collect(at('2025-10-10T10:00:35Z'), [view]).skipped).toEqual([[1, 'future']])
  })
})
