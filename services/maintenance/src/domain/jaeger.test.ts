import { expect, it } from 'vitest'
import { durationMs, toJaeger } from './jaeger.ts'

// The fields of `model/json/model.go` in jaegertracing/jaeger, which Jaeger's UI reads.
it('a trace in the form of Jaeger has processes, references, tags, logs and times in µs', () => {
  const span = {
    traceId: 'a'.repeat(32),
    spanId: 'b'.repeat(16),
    parentId: 'c'.repeat(16),
    startUs: 1_700_000_000_000_001,
    durationUs: 1_500,
    service: 'shop',
    name: 'GET /',
    kind: 2,
    isError: true,
    message: 'broken',
    tenantId: null,
    attributes: { 'http.route': '/', code: 503, ratio: 0.5, ok: false, list: [1] },
    events: [{ name: 'exception', atUs: 5, attributes: {} }],
    links: [{ traceId: 'd'.repeat(32), spanId: 'e'.repeat(16) }],
  }
  expect(toJaeger([span])).toEqual([
    {
      traceID: span.traceId,
      processes: { p1: { serviceName: 'shop', tags: [] } },
      warnings: null,
      spans: [
        {
          traceID: span.traceId,
          spanID: span.spanId,
          operationName: 'GET /',
          references: [
            { refType: 'CHILD_OF', traceID: span.traceId, spanID: span.parentId },
            { refType: 'FOLLOWS_FROM', traceID: 'd'.repeat(32), spanID: 'e'.repeat(16) },
          ],
          startTime: 1_700_000_000_000_001,
          duration: 1_500,
          tags: [
            { key: 'http.route', type: 'string', value: '/' },
            { key: 'code', type: 'int64', value: 503 },
            { key: 'ratio', type: 'float64', value: 0.5 },
            { key: 'ok', type: 'bool', value: false },
            { key: 'list', type: 'string', value: '[1]' },
            { key: 'span.kind', type: 'string', value: 'server' },
            { key: 'error', type: 'bool', value: true },
            { key: 'otel.status_code', type: 'string', value: 'ERROR' },
            { key: 'otel.status_description', type: 'string', value: 'broken' },
          ],
          logs: [{ timestamp: 5, fields: [{ key: 'event', type: 'string', value: 'exception' }] }],
          processID: 'p1',
          warnings: null,
        },
      ],
    },
  ])
})

it.each([
  ['1.5s', 1500],
  ['100ms', 100],
  ['500us', 0.5],
  ['500000ns', 0.5],
  ['500µs', 0.5],
  ['2m', 120_000],
  ['fast', undefined],
  ['10', undefined],
])('the duration %s of Jaeger is %s ms', (text, ms) => expect(durationMs(text)).toBe(ms))
