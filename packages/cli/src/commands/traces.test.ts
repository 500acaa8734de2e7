import { tmpdir } from 'node:os'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { RecordingGateway } from '../../test/recording-gateway.ts'
import { runInkling } from '../../test/run-inkling.ts'

let gateway: RecordingGateway
beforeEach(async () => {
  gateway = await RecordingGateway.start()
})
afterEach(() => gateway.close())

const inkling = (args: string) => runInkling(args.split(' '), { directory: tmpdir(), url: gateway.url })
const traceId = '4bf92f3577b34da6a3ce929d0e0e4736'
const summary = {
  traceId,
  route: '/api/v1/search',
  name: 'GET /api/v1/search',
  service: 'inkling-gateway',
  services: ['inkling-gateway'],
  tenantId: null,
  startedAt: '2026-11-29T07:00:00.000Z',
  durationMs: 1_234,
  status: 'error',
  spans: 3,
  errors: 1,
}

it('inkling traces lists traces with the filters that are given', async () => {
  gateway.respondWith(() => ({
    status: 200,
    body: { data: [summary], page: { nextCursor: null, hasMore: false } },
  }))
  const { output } = await inkling('traces --status error --min-ms 200 --tenant shop --attribute a=b')
  expect(output.split('\n')).toEqual([
    'TRACE                             STARTED                   TOOK    SPANS  ERRORS  SERVICE          ROUTE',
    '4bf92f3577b34da6a3ce929d0e0e4736  2026-11-29T07:00:00.000Z  1.23 s  3      1       inkling-gateway  /api/v1/search',
  ])
  const { searchParams } = new URL(gateway.requests[0]?.path ?? '', gateway.url)
  expect(Object.fromEntries(searchParams)).toEqual({
    status: 'error',
    minMs: '200',
    tenantId: 'shop',
    attribute: 'a=b',
    limit: '20',
  })
})

it('inkling traces ID draws the trace', async () => {
  gateway.respondWith(() => ({ status: 200, body: { ...summary, spans: [] } }))
  expect((await inkling(`traces ${traceId}`)).output).toContain(`trace ${traceId}`)
  expect(gateway.requests[0]?.path).toBe(`/performance/traces/${traceId}`)
})

it('inkling traces says that nothing matches, and what a trace id looks like', async () => {
  gateway.respondWith(() => ({ status: 200, body: { data: [], page: { nextCursor: null, hasMore: false } } }))
  expect((await inkling('traces')).output).toContain('No trace matches')
  expect((await inkling('traces xyz')).error).toContain('32 hexadecimal digits')
})
