import { randomBytes } from 'node:crypto'
import { basePath, type Call, calls } from '@inkling/contracts'
import { describe, expect, inject, it } from 'vitest'
import { bearer, newTenant } from '../support/callers.ts'
import { eventually } from '../support/eventually.ts'
import { logLines } from '../support/log-lines.ts'
import type { ExportedSpan } from '../support/otlp-collector.ts'
import { sharedStack } from '../support/shared-stack.ts'

const { url, adminKey, serviceUrls } = sharedStack()
const shop = await newTenant()

/** A trace that begins at the caller, and its header. */
function newTrace() {
  const [traceId, spanId] = [randomBytes(16).toString('hex'), randomBytes(8).toString('hex')]
  return { traceId, spanId, headers: { traceparent: `00-${traceId}-${spanId}-01` } }
}

// Spans are exported every few seconds: what makes them comes first, and the tests that look for them last.
await shop.call(calls.putItem, { params: { id: 'a' }, body: { title: 'A' } })
const [readTrace, runTrace] = [newTrace(), newTrace()]
await shop.call(calls.getItem, { params: { id: 'a' }, headers: readTrace.headers })
await shop.call(calls.createRun, { body: { kind: 'train', options: { tuneSeconds: 0 } }, headers: runTrace.headers })

async function get(path: string, headers: Record<string, string> = {}, base = url) {
  const response = await fetch(base + path, { headers })
  return { status: response.status, headers: response.headers, text: await response.text() }
}

describe('headers', () => {
  it('an answer goes on with the caller’s trace', async () => {
    const { traceId, spanId, headers } = newTrace()
    const answer = await shop.call(calls.predict, { body: {}, headers })
    expect(answer.headers.get('traceparent')).toMatch(new RegExp(`^00-${traceId}-(?!${spanId})[0-9a-f]{16}-01$`))
  })

  it('a caller’s request id is kept, and one that could harm a log is replaced', async () => {
    const kept = await shop.call(calls.listItems, { headers: { 'x-request-id': 'mine-1.2:3' } })
    expect(kept.headers.get('x-request-id')).toBe('mine-1.2:3')
    for (const id of ['x'.repeat(200), '{"level":"fatal"}']) {
      const replaced = await shop.call(calls.listItems, { headers: { 'x-request-id': id } })
      expect(replaced.headers.get('x-request-id')).not.toBe(id)
    }
  })

  it('Server-Timing tells the service’s share and the gateway’s', async () => {
    const { headers } = await shop.call(calls.predict, { body: {} })
    expect(headers.get('server-timing')).toMatch(/^app;dur=[\d.]+, gateway;dur=[\d.]+$/)
  })
})

describe('logs', () => {
  it('carry one trace id through gateway, service and worker', async () => {
    await eventually(() => {
      for (const service of ['gateway', 'maintenance', 'worker'])
        expect(logLines(service).map(({ traceId }) => traceId)).toContain(runTrace.traceId)
    })
  })

  it('hold no key', () => {
    for (const service of ['gateway', ...Object.keys(serviceUrls)])
      for (const secret of [shop.key, adminKey]) expect(JSON.stringify(logLines(service))).not.toContain(secret)
  })
})

describe('metrics', () => {
  it.each(Object.entries(serviceUrls).filter(([name]) => name !== 'gateway'))(
    '%s counts its requests and its own affairs for Prometheus',
    async (_name, base) => {
      const { status, text, headers } = await get('/metrics', {}, base)
      expect(status).toBe(200)
      expect(headers.get('content-type')).toMatch(/^text\/plain/)
      expect(text).toMatch(/^# TYPE inkling_http_request_seconds histogram$/m)
      expect(text).toMatch(/^process_cpu_seconds_total /m)
      expect(text).not.toContain(shop.id)
    },
  )

  it('the gateway’s need the scope ops:read', async () => {
    expect((await get('/metrics')).status).toBe(401)
    expect((await get('/metrics', bearer(shop.key))).status).toBe(403)
    const { status, text } = await get('/metrics', bearer(adminKey))
    expect(status).toBe(200)
    expect(text).toMatch(/^inkling_upstream_requests_total\{upstream="search",outcome="answered"\} [1-9]/m)
  })
})

describe('health', () => {
  it('tells of every service and circuit, to anyone', async () => {
    const { status, text } = await get('/health')
    expect(status).toBe(200)
    expect(JSON.parse(text)).toMatchObject({
      status: 'ok',
      services: { prediction: 'ready', suggestion: 'ready', search: 'ready', maintenance: 'ready' },
      circuits: { Postgres: 'closed', prediction: 'closed' },
    })
  })

  it.each(Object.entries(serviceUrls))('%s is alive and ready', async (_name, base) => {
    expect((await get('/livez', {}, base)).status).toBe(200)
    expect((await get('/readyz', {}, base)).status).toBe(200)
  })
})

describe('documentation', () => {
  interface Operation {
    operationId: string
    parameters?: { name: string; in: string; required?: boolean }[]
    responses: Record<string, { description?: string }>
    security: unknown[]
  }
  const openApi = async () =>
    JSON.parse((await get('/openapi.json')).text) as {
      openapi: string
      info: { title: string; version: string }
      paths: Record<string, Record<string, Operation>>
      components: { schemas?: Record<string, unknown>; securitySchemes: object }
    }
  const publicCalls = Object.values<Call>(calls).filter(({ scope }) => scope)
  const templateOf = ({ path }: Call) => basePath + path.replace(/:(\w+)/g, '{$1}')

  it('is OpenAPI 3.1 and lists every public call, and nothing else of the API', async () => {
    const { openapi, info, paths } = await openApi()
    expect(openapi).toMatch(/^3\.1\.\d$/)
    expect(info.title).toBe('Inkling')
    const listed = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { operationId }]) => `${operationId} ${method} ${path}`),
    )
    const wanted = publicCalls.map((call) => `${call.id} ${call.method.toLowerCase()} ${templateOf(call)}`)
    expect(listed.toSorted()).toEqual(wanted.toSorted())
  })

  it('declares every path parameter, every answer of the contract, and how to authenticate', async () => {
    const { paths } = await openApi()
    for (const call of publicCalls) {
      const operation = paths[templateOf(call)]?.[call.method.toLowerCase()]
      const inPath = (operation?.parameters ?? []).filter((parameter) => parameter.in === 'path')
      expect(inPath.map(({ name }) => name).toSorted()).toEqual(Object.keys(call.params?.properties ?? {}).toSorted())
      expect(inPath.every(({ required }) => required)).toBe(true)
      const responses = Object.entries(operation?.responses ?? {})
      expect(responses.map(([status]) => status)).toEqual(
        expect.arrayContaining([...Object.keys(call.answers), 'default']),
      )
      expect(responses.every(([, { description }]) => description)).toBe(true)
      expect(operation?.security).toEqual([{ apiKey: [] }])
    }
  })

  it('has no reference that leads nowhere, and no word of OpenAPI 3.0', async () => {
    const document = await openApi()
    const text = JSON.stringify(document)
    for (const [, pointer = ''] of text.matchAll(/"\$ref":"#\/([^"]+)"/g)) {
      const target = pointer.split('/').reduce<unknown>((at, name) => (at as Record<string, unknown>)?.[name], document)
      expect(target, pointer).toBeDefined()
    }
    expect(text).not.toContain('"nullable"')
  })

  it('is shown at /docs, with all that the page needs from this server', async () => {
    const { status, text, headers } = await get('/docs/')
    expect(status).toBe(200)
    expect(headers.get('content-type')).toMatch(/^text\/html/)
    const assets = [...text.matchAll(/(?:src|href)="(\.?\/[^"]+)"/g)].map(
      ([, path = '']) => new URL(path, `${url}/docs/`),
    )
    expect(assets.length).toBeGreaterThan(2)
    for (const asset of assets) expect((await fetch(asset)).status, asset.href).toBe(200)
  })
})

describe('traces', () => {
  const spansOf = async (traceId: string) => {
    const response = await fetch(`${inject('collectorUrl')}/spans?traceId=${traceId}`)
    return (await response.json()) as ExportedSpan[]
  }

  /** Service and name of each span on the way from the caller's span down to the span that `last` is. */
  function pathTo(last: (span: ExportedSpan) => boolean, spans: readonly ExportedSpan[], rootId: string): string[] {
    const path: string[] = []
    for (let span = spans.find(last); span; span = spans.find(({ spanId }) => spanId === span?.parentSpanId)) {
      path.unshift(`${span.service}: ${span.name}`)
      if (span.parentSpanId === rootId) return path
    }
    throw new Error(
      `no path from the caller among ${JSON.stringify(spans.map(({ service, name }) => [service, name]))}`,
    )
  }

  it('go from the gateway through a service to Postgres', async () => {
    const { traceId, spanId } = readTrace
    await eventually(async () =>
      expect(pathTo(({ name }) => name === 'postgres read item', await spansOf(traceId), spanId)).toEqual([
        'inkling-gateway: GET /api/v1/items/:id',
        'inkling-gateway: GET search',
        'inkling-search: GET /api/v1/items/:id',
        'inkling-search: postgres read item',
      ]),
    )
  })

  it('go from the gateway through a queue to the worker, and on to Postgres', async () => {
    const { traceId, spanId } = runTrace
    await eventually(async () => {
      const isEnd = ({ service, name }: ExportedSpan) => service === 'inkling-worker' && name === 'postgres end run'
      const path = pathTo(isEnd, await spansOf(traceId), spanId)
      expect(path.map((step) => step.split(':')[0])).toEqual([
        ...['inkling-gateway', 'inkling-gateway'],
        ...['inkling-maintenance', 'inkling-maintenance'],
        ...['inkling-worker', 'inkling-worker'],
      ])
    }, 15_000)
  })

  it('hold Redis commands, and of no command its arguments', async () => {
    await eventually(async () => {
      const redis = (await spansOf(readTrace.traceId)).filter(({ name }) => name.startsWith('redis '))
      expect(redis.length).toBeGreaterThan(0)
      expect(redis.every(({ name }) => /^redis \w+$/.test(name))).toBe(true)
    })
  })
})
