import { randomBytes } from 'node:crypto'
import { calls } from '@inkling/contracts'
import { afterAll, describe, expect, it } from 'vitest'
import { bearer, newTenant, operator } from '../support/callers.ts'
import { eventually } from '../support/eventually.ts'
import { sharedStack } from '../support/shared-stack.ts'
import { startBrowser } from '../support/start-browser.ts'

const { url } = sharedStack()
const shop = await newTenant()
const { key } = (
  await operator().call(calls.createKey, { params: { id: shop.id }, body: { scopes: ['ops:read', 'ops:write'] } })
).body

const newId = (bytes: number) => randomBytes(bytes).toString('hex')

/** A trace of a customer's service: a root with an error, and children. */
function traceOf(children: number) {
  const [traceId, root] = [newId(16), newId(8)]
  const startMs = Date.now() - 1_000
  const spanOf = (spanId: string, name: string, offsetMs: number, tookMs: number) => ({
    traceId,
    spanId,
    name,
    kind: 2,
    startTimeUnixNano: `${startMs + offsetMs}000000`,
    endTimeUnixNano: `${startMs + offsetMs + tookMs}000000`,
  })
  const spans = [
    { ...spanOf(root, 'GET /checkout', 0, 900), status: { code: 2 } },
    ...Array.from({ length: children }, (_, n) => ({
      ...spanOf(newId(8), `step ${n}`, n % 900, 1),
      parentSpanId: root,
    })),
  ]
  return { traceId, spans }
}

const send = (spans: readonly unknown[], service = 'checkout', withKey = key) =>
  fetch(`${url}/v1/traces`, {
    method: 'POST',
    headers: { authorization: `Bearer ${withKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      resourceSpans: [
        {
          resource: { attributes: [{ key: 'service.name', value: { stringValue: service } }] },
          scopeSpans: [{ spans }],
        },
      ],
    }),
  })

describe('the trace store behind the gateway', () => {
  it('takes a protobuf message of no byte, which holds no span', async () => {
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/x-protobuf' }
    const answer = await fetch(`${url}/v1/traces`, { method: 'POST', headers, body: '' })
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/x-protobuf'])
  })

  it('the log lines of every process that a request went through are read by its trace, for operators alone', async () => {
    const { traceId, requestId } = (await shop.refused(calls.searchByQuery, { query: { q: 'tea', filter: 'kind =' } }))
      .body
    const query = { traceId: traceId ?? '' }
    const { data, unreachable } = await eventually(async () => {
      const { body } = await operator().call(calls.getTraceLog, { query })
      expect(new Set(body.data.map(({ process }) => process))).toEqual(new Set(['gateway', 'search']))
      return body
    })
    expect(unreachable).toEqual([])
    expect(data.every(({ fields }) => fields.requestId === requestId)).toBe(true)
    expect(data.map(({ time }) => time)).toEqual(data.map(({ time }) => time).toSorted())
    expect((await shop.refused(calls.getTraceLog, { query })).status).toBe(403)
  })

  it('takes spans of a key with ops:write or traces:write only, as those of its tenant, and shows them', async () => {
    const { traceId, spans } = traceOf(2)
    const { body: narrow } = await operator().call(calls.createKey, {
      params: { id: shop.id },
      body: { scopes: ['traces:write'] },
    })
    expect((await send(spans.slice(1))).status).toBe(200)
    expect((await send(spans.slice(0, 1), 'checkout', narrow.key)).status).toBe(200)
    await eventually(async () => {
      const { body } = await operator().call(calls.listTraces, { query: { tenantId: shop.id, status: 'error' } })
      expect(body.data[0]).toMatchObject({ traceId, service: 'checkout', route: 'GET /checkout', spans: 3, errors: 1 })
    })
    const { body } = await operator().call(calls.getTrace, { params: { id: traceId } })
    expect(body.spans[0]).toMatchObject({ name: 'GET /checkout', startMs: 0, durationMs: 900, selfMs: 898 })
    const { body: jaeger } = await operator().call(calls.jaegerTraces, {
      query: { service: 'checkout', minDuration: '800ms', tags: '{"error":"true"}', limit: '5' },
    })
    expect(jaeger.data).toMatchObject([{ traceID: traceId, processes: { p1: { serviceName: 'checkout' } } }])
    // As `structuredResponse` in Jaeger's http_handler.go.
    const listOf = (...data: unknown[]) => ({ data, total: data.length, limit: 0, offset: 0, errors: null })
    const { body: services } = await operator().call(calls.jaegerServices)
    expect(services).toEqual(listOf(...(services.data as string[])))
    expect(services.data).toContain('checkout')
    const { body: names } = await operator().call(calls.jaegerServiceOperations, { params: { service: 'checkout' } })
    expect(names).toEqual(listOf('GET /checkout', 'step 0', 'step 1'))
    const { body: operations } = await operator().call(calls.jaegerOperations, {
      query: { service: 'checkout', spanKind: 'server' },
    })
    expect(operations).toEqual(
      listOf(...['GET /checkout', 'step 0', 'step 1'].map((name) => ({ name, spanKind: 'server' }))),
    )
    const { body: edges } = await operator().call(calls.jaegerDependencies, {
      query: { endTs: `${Date.now()}`, lookback: `${7 * 24 * 3_600_000}` },
    })
    const edge = { parent: expect.any(String), child: expect.any(String), callCount: expect.any(Number) }
    expect(edges.data).toContainEqual(edge)
    const { body: time } = await operator().call(calls.getRouteTime, { query: { route: 'GET /checkout' } })
    expect(time.data[0]).toMatchObject({ service: 'checkout', name: 'GET /checkout', selfMs: 898 })
  })

  it('refuses spans without a key, and of a key with neither scope', async () => {
    expect((await send([], 'none', 'wrong')).status).toBe(401)
    const { body } = await operator().call(calls.createKey, { params: { id: shop.id }, body: {} })
    expect((await send([], 'none', body.key)).status).toBe(403)
  })

  it('searches for traces longer than any number of µs, and by many tags at once', async () => {
    const tags = Object.fromEntries(Array.from({ length: 20 }, (_, n) => [`tag-${n}`, 'true']))
    const query = { tags: JSON.stringify(tags), maxDuration: `${'9'.repeat(400)}h` }
    expect((await operator().call(calls.jaegerTraces, { query })).body.data).toEqual([])
    expect((await operator().call(calls.listTraces, { query: { minMs: 1e308 } })).body.data).toEqual([])
  })

  it('answers bad parameters with what is wrong', async () => {
    const refused = await operator().refused(calls.jaegerTraces, { query: { minDuration: 'fast' } })
    expect([refused.status, JSON.stringify(refused.body)]).toEqual([422, expect.stringContaining('minDuration')])
    const strange = await operator().refused(calls.jaegerTraces, { query: { tags: String.raw`{"a":"\u0000"}` } })
    expect([strange.status, JSON.stringify(strange.body)]).toEqual([422, expect.stringContaining('/tags')])
    const late = await operator().refused(calls.jaegerDependencies, { query: { endTs: '8e15' } })
    expect([late.status, JSON.stringify(late.body)]).toEqual([422, expect.stringContaining('/endTs')])
    const range = { from: new Date(Date.now() - 25 * 3_600_000).toISOString() }
    for (const call of [calls.getServiceMap, calls.listSlowestOperations]) {
      const long = await operator().refused(call, { query: range })
      expect([long.status, JSON.stringify(long.body)]).toEqual([422, expect.stringContaining('24 hours')])
    }
    expect((await operator().refused(calls.getTrace, { params: { id: newId(16) } })).status).toBe(404)
  })
})

describe('the page at /console/traces', () => {
  it('draws a trace of 10,000 spans, of which it shows a window, by keyboard', async () => {
    const { traceId, spans } = traceOf(9_999)
    for (let at = 0; at < spans.length; at += 2_500) await send(spans.slice(at, at + 2_500), 'large')
    await eventually(async () => {
      const { body } = await operator().call(calls.getTrace, { params: { id: traceId } })
      expect(body.spans).toHaveLength(10_000)
    })
    const browser = await startBrowser()
    afterAll(() => browser.close())
    const page = await browser.newPage()
    const faults: string[] = []
    page.on('console', (line) => line.type() === 'error' && faults.push(line.text()))
    page.on('pageerror', (error) => faults.push(error.message))
    await page.context().request.post(`${url}/console/session`, { headers: bearer(key) })
    await page.goto(`${url}/console/traces?service=large&trace=${traceId}`)
    await eventually(async () => expect(await page.textContent('main')).toContain('10,000 spans'), 20_000)
    expect(await page.locator('.waterfall li').count()).toBeLessThan(200)
    await page.focus('.waterfall')
    await page.keyboard.press('End')
    await eventually(async () => expect(await page.isVisible('.span.chosen')).toBe(true))
    expect(await page.textContent('.span-details')).not.toContain('GET /checkout')
    await page.keyboard.press('Home')
    await eventually(async () => expect(await page.textContent('.span-details')).toContain('GET /checkout'))
    expect(faults).toEqual([])
    await page.close()
  })
})
