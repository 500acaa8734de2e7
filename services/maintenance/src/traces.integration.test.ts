import { gzipSync } from 'node:zlib'
import { calls } from '@inkling/contracts'
import { createDatabase } from '@inkling/database'
import { Deadline } from '@inkling/resilience'
import { createServer, traceStoreToken } from '@inkling/service-kit'
import { createLogger, traceStoreMetrics } from '@inkling/telemetry'
import { testDatabase } from '@inkling/testing'
import postgres from 'postgres'
import { afterAll, describe, expect, it, vi } from 'vitest'
import { decodeProtobuf } from './adapters/decode-protobuf.ts'
import { TraceStore } from './adapters/trace-store.ts'
import { createTraces } from './adapters/traces.ts'
import { otlpRoute } from './routes/otlp.route.ts'
import { exportOf, newTraceId, protobufOf, span } from './test/otlp.ts'

const secret = 'a secret of at least 32 characters'
const { ownerUrl, roleUrl } = await testDatabase()
const owner = postgres(ownerUrl, { max: 1 })
const database = createDatabase({ url: roleUrl('maintenance'), applicationName: 'test', pool: 2 })
const logger = createLogger({ service: 'test', level: 'silent' })
const storeWith = (given: { share?: number; maxBytes?: number } = {}) =>
  new TraceStore({ database, logger, share: 1, settleMs: 0, keptHours: 24, maxBytes: 1e9, ...given })
const receiver = storeWith()
const app = createServer({ logger })
await app.register(otlpRoute, { secret, receiver, decodeProtobuf })
afterAll(async () => {
  await app.close()
  await receiver.close()
  await Promise.all([database.close(), owner.end()])
})

const traces = createTraces(database)
const caller = {
  principal: { tenantId: 'operator', keyId: 'k', scopes: ['ops:read' as const] },
  get deadline() {
    return new Deadline(10_000)
  },
}
const authorization = `Bearer ${traceStoreToken(secret)}`
const send = (payload: string | Buffer, headers: Record<string, string> = {}) =>
  app.inject({
    method: 'POST',
    url: '/v1/traces',
    headers: { authorization, 'content-type': 'application/json', ...headers },
    payload,
  })
const sendSpans = (spans: readonly unknown[], service?: string) => send(JSON.stringify(exportOf(spans, service)))
const stored = async (traceId: string, count: number) =>
  vi.waitFor(
    async () => {
      const spans = await traces.spansOf(caller, [traceId])
      expect(spans).toHaveLength(count)
      return spans
    },
    { timeout: 10_000, interval: 50 },
  )
const range = () => ({ from: new Date(Date.now() - 3_600_000), to: new Date(Date.now() + 60_000) })
const list = (filter: object) => traces.list(caller, { ...range(), ...filter }, undefined, 50)
const lost = async (reason: string) =>
  (await traceStoreMetrics().lost.get()).values.find(({ labels }) => labels.reason === reason)?.value ?? 0

describe('the receiver of spans', () => {
  it.each([
    ['JSON', (one: ReturnType<typeof span>) => Buffer.from(JSON.stringify(exportOf([one]))), 'application/json', {}],
    ['protobuf', (one: ReturnType<typeof span>) => protobufOf([one]), 'application/x-protobuf', ''],
  ])('stores spans of OTLP in %s, also compressed with gzip', async (_name, encode, type, answer) => {
    const links = [{ traceId: newTraceId(), spanId: 'ab'.repeat(8) }]
    const [plain, zipped] = [span({ attributes: { 'http.route': '/things' }, links }), span({ status: { code: 2 } })]
    const first = await send(encode(plain), { 'content-type': type })
    expect([first.statusCode, first.headers['content-type']]).toEqual([200, expect.stringContaining(type)])
    expect(type === 'application/json' ? first.json() : first.body).toEqual(answer)
    await send(gzipSync(encode(zipped)), { 'content-type': type, 'content-encoding': 'gzip' })
    const [kept] = await stored(plain.traceId, 1)
    expect(kept).toMatchObject({
      spanId: plain.spanId,
      parentId: null,
      service: 'shop',
      name: 'GET /things',
      kind: 2,
      durationUs: 10_000,
      isError: false,
      attributes: { 'http.route': '/things' },
      links,
    })
    expect(await stored(zipped.traceId, 1)).toMatchObject([{ isError: true, links: [] }])
  })

  it.each([
    ['a wrong token', { authorization: 'Bearer wrong' }, '{}', 401],
    ['another content type', { 'content-type': 'text/plain' }, 'spans', 415],
    ['another content coding', { 'content-encoding': 'br' }, '{}', 415],
    ['JSON that is cut off', {}, '{"resourceSpans": [', 400],
    ['JSON of another shape', {}, '{"resourceSpans": {"a": 1}}', 400],
    ['no object', {}, 'null', 400],
    ['gzip that is none', { 'content-encoding': 'gzip' }, 'spans', 400],
    ['protobuf that is none', { 'content-type': 'application/x-protobuf' }, '\x0a\xff\xff\xff\xff\x0f', 400],
    ['a body that is too large', {}, ' '.repeat(9 * 1024 * 1024), 413],
    ['a small body that becomes too large', { 'content-encoding': 'gzip' }, gzipSync(' '.repeat(9_000_000)), 413],
  ])('refuses %s', async (_name, headers, body, status) => {
    expect((await send(body, headers)).statusCode).toBe(status)
  })

  it('names the content types that it takes to those who send another', async () => {
    const { json } = await send('spans', { 'content-type': 'text/plain' })
    expect(json().detail).toBe('Send application/x-protobuf or application/json')
  })

  it('refuses spans without ids and spans far from now, stores the others, and says so', async () => {
    const good = span()
    const before = await lost('refused')
    const bad = [span({ agoMs: 25 * 3_600_000 }), span({ agoMs: -3_600_000 }), span({ traceId: 'x' }), { name: 'none' }]
    const { json } = await sendSpans([...bad, good])
    expect(json()).toEqual({
      partialSuccess: { rejectedSpans: '4', errorMessage: expect.stringContaining('23 hours') },
    })
    await stored(good.traceId, 1)
    expect(await lost('refused')).toBe(before + 4)
    const answer = await send(protobufOf([span({ agoMs: 25 * 3_600_000 })]), {
      'content-type': 'application/x-protobuf',
    })
    expect(answer.body).toContain('23 hours')
  })

  it('stores a span once that is sent twice, and counts it once', async () => {
    const twice = span({ status: { code: 2 } })
    await sendSpans([twice])
    await stored(twice.traceId, 1)
    await sendSpans([twice, span({ traceId: twice.traceId, parentSpanId: twice.spanId })])
    await stored(twice.traceId, 2)
    const [row] = (await list({})).filter(({ traceId }) => traceId === twice.traceId)
    expect(row).toMatchObject({ spans: 2, errors: 1 })
  })

  it('stores a trace of 10,000 spans, and texts that Postgres cannot store as they are', async () => {
    const traceId = newTraceId()
    const root = span({ traceId, name: 'root \0 \ud800', tookMs: 90 })
    const rest = Array.from({ length: 9_999 }, () => span({ traceId, parentSpanId: root.spanId, kind: 1 }))
    for (let at = 0; at < rest.length; at += 2_500) await sendSpans(rest.slice(at, at + 2_500))
    await sendSpans([root])
    const spans = await stored(traceId, 10_000)
    expect(spans.find(({ parentId }) => parentId === null)?.name).toBe('root  \ufffd')
    expect((await list({})).find((row) => row.traceId === traceId)).toMatchObject({
      spans: 10_000,
      name: 'root  \ufffd',
    })
  }, 60_000)

  it('a span whose clock was set back within it takes no time', async () => {
    const one = span({ tookMs: -50 })
    await sendSpans([one])
    expect(await stored(one.traceId, 1)).toMatchObject([{ durationUs: 0 }])
  })

  it('gives spans of a tenant’s key to that tenant, whatever they say', async () => {
    const one = span({ attributes: { 'inkling.tenant.id': 'other' } })
    await send(JSON.stringify(exportOf([one])), { 'inkling-span-tenant': 'acme%20shop' })
    const [kept] = await stored(one.traceId, 1)
    expect(kept).toMatchObject({ tenantId: 'acme shop', attributes: { 'inkling.tenant.id': 'acme shop' } })
  })
})

describe('the list of traces', () => {
  const traceId = newTraceId()
  const root = span({ traceId, tookMs: 400, attributes: { 'http.route': '/pay', 'inkling.tenant.id': 'acme' } })
  const child = span({
    traceId,
    parentSpanId: root.spanId,
    name: 'charge',
    tookMs: 300,
    kind: 3,
    status: { code: 2, message: 'declined' },
    attributes: { 'http.response.status_code': 503, 'db.system.name': 'postgresql' },
  })

  it.each<[string, object, object]>([
    ['route', { route: '/pay' }, { route: '/elsewhere' }],
    ['service', { service: 'bank' }, { service: 'nobody' }],
    ['tenant', { tenantId: 'acme', route: '/pay' }, { tenantId: 'globex' }],
    ['duration', { minMs: 300, maxMs: 500, route: '/pay' }, { minMs: 401, route: '/pay' }],
    ['status', { hasErrors: true, route: '/pay' }, { hasErrors: false, route: '/pay' }],
    ['operation', { operation: 'charge', service: 'bank' }, { operation: 'charge', service: 'shop' }],
    ['attribute', { attributes: { 'http.response.status_code': '503' } }, { attributes: { 'http.route': '503' } }],
    ['time', { route: '/pay' }, { route: '/pay', to: new Date(Date.now() - 60_000) }],
  ])('finds a trace by %s', async (_name, finding, missing) => {
    await sendSpans([root], 'shop')
    await sendSpans([child], 'bank')
    await stored(traceId, 2)
    expect((await list(finding)).map((row) => row.traceId)).toEqual([traceId])
    expect((await list(missing)).map((row) => row.traceId)).toEqual([])
  })

  it('goes on after the last trace of the page before', async () => {
    const all = await list({})
    const [first] = await traces.list(caller, range(), undefined, 1)
    const rest = await traces.list(caller, range(), first, 50)
    expect([first, ...rest].map((row) => row?.traceId)).toEqual(all.map((row) => row.traceId))
    expect(all.length).toBeGreaterThan(2)
  })

  it('lists traces with an attribute newest first, however long ago they were, and goes on after a page', async () => {
    const agoHours = [22, 0.01, 5, 1.5, 0.02, 9]
    const order = agoHours.map((hours) => span({ agoMs: hours * 3_600_000, attributes: { order: 'A-1' } }))
    await sendSpans([...order, span({ attributes: { order: 'A-2' } })])
    for (const { traceId: id } of order) await stored(id, 1)
    const filter = { from: new Date(Date.now() - 24 * 3_600_000), to: new Date(), attributes: { order: 'A-1' } }
    const sorted = [1, 4, 3, 2, 5, 0].map((place) => order[place]?.traceId)
    const all = await traces.list(caller, filter, undefined, 50)
    expect(all.map((row) => row.traceId)).toEqual(sorted)
    const [first, second] = [
      await traces.list(caller, filter, undefined, 3),
      await traces.list(caller, filter, all[2], 3),
    ]
    expect([...first, ...second].map((row) => row.traceId)).toEqual(sorted)
  })

  it('the service map shows calls between services and to a database, with their errors', async () => {
    const edges = await traces.serviceMap(caller, range())
    expect(edges).toContainEqual({ from: 'shop', to: 'bank', calls: 1, errors: 1, p95Ms: 300 })
    expect(edges).toContainEqual({ from: 'bank', to: 'postgresql', calls: 1, errors: 1, p95Ms: 300 })
    const [slowest] = await traces.slowest(caller, range(), 1)
    expect(slowest).toMatchObject({ p95Ms: 300, name: 'charge' })
  })
})

describe('the limits of the store', () => {
  const partitions = async () =>
    (
      await owner<{ name: string }[]>`
      select c.relname as name from pg_inherits join pg_class c on c.oid = inhrelid
      where inhparent = 'operations.spans'::regclass order by 1`
    ).map(({ name }) => name)

  it('partitions of three hours exist ahead; those older than the limit are dropped, and their traces', async () => {
    await owner.unsafe(`create table operations.spans_2020_01_01_05 partition of operations.spans
      for values from ('2020-01-01 05:00Z') to ('2020-01-01 06:00Z')`)
    await owner`insert into operations.traces values (decode(${newTraceId()}, 'hex'), '2020-01-01 05:10Z',
      '2020-01-01 05:11Z', default, true, 'old', '/old', 's', '{s}', null, 1, 0)`
    await receiver.roll()
    expect(await partitions()).not.toContain('spans_2020_01_01_05')
    expect((await partitions()).length).toBeGreaterThanOrEqual(5)
    expect(await owner`select from operations.traces where name = 'old'`).toHaveLength(0)
  })

  it('spans of absurd times are refused, and make no partition', async () => {
    const before = await partitions()
    const at = (nanos: string) => ({ ...span(), startTimeUnixNano: nanos, endTimeUnixNano: nanos })
    const absurd = ['0', '-1', '1e300', '18446744073709551615', '253402300799000000000', 'NaN', 'soon', ''].map(at)
    expect((await sendSpans(absurd)).json().partialSuccess.rejectedSpans).toBe(`${absurd.length}`)
    const eternal = { ...span(), endTimeUnixNano: '253402300799000000000' }
    expect((await sendSpans([eternal])).json().partialSuccess.errorMessage).toContain('in the future')
    await receiver.roll()
    expect(await partitions()).toEqual(before)
  })

  it('a span of an hour without a partition is stored all the same', async () => {
    const early = span({ agoMs: 20 * 3_600_000 })
    await sendSpans([early])
    expect(await stored(early.traceId, 1)).toMatchObject([{ spanId: early.spanId }])
  })

  it('spans beyond the size are lost and counted, and none is refused for it', async () => {
    const small = storeWith({ maxBytes: 1 })
    await small.roll()
    const before = await lost('size')
    small.receive({
      spans: await traces.spansOf(caller, (await list({})).map(({ traceId }) => traceId).slice(0, 1)),
      rejected: 0,
      reason: '',
    })
    await small.close()
    expect(await lost('size')).toBeGreaterThan(before)
  })

  it('spans are lost and counted while Postgres takes none, and the receiver answers at once', async () => {
    const before = await lost('postgres')
    await owner`revoke insert on operations.spans from inkling_maintenance`
    expect((await sendSpans([span(), span()])).statusCode).toBe(200)
    await vi.waitFor(async () => expect(await lost('postgres')).toBe(before + 2), { timeout: 10_000 })
    await owner`grant insert on operations.spans to inkling_maintenance`
    const after = span()
    await sendSpans([after])
    await stored(after.traceId, 1)
  })
})

it('every call of the traces needs the scope ops:read', () => {
  const own = Object.values(calls).filter(({ path }) => /^\/performance\/(traces|jaeger)/.test(path))
  expect(new Set(own.map((call) => 'scope' in call && call.scope))).toEqual(new Set(['ops:read']))
  expect(own).toHaveLength(11)
})
