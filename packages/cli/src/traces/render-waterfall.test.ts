import type { Trace, TraceSpan } from '@inkling/contracts'
import { expect, it } from 'vitest'
import { renderWaterfall } from './render-waterfall.ts'

const span = (spanId: string, parentId: string | null, startMs: number, durationMs: number, given = {}): TraceSpan => ({
  spanId,
  parentId,
  name: spanId,
  service: 'inkling-gateway',
  kind: 'internal',
  startMs,
  durationMs,
  selfMs: durationMs,
  status: 'ok',
  message: null,
  attributes: {},
  events: [],
  links: [],
  ...given,
})
const trace: Trace = {
  traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
  startedAt: '2026-11-29T07:00:00.000Z',
  durationMs: 1_200,
  spans: [
    span('GET /search', null, 0, 1_200, { selfMs: 100 }),
    span('authenticate', 'GET /search', 0, 0.25),
    span('search', 'GET /search', 100, 1_100, { service: 'inkling-search', selfMs: 500 }),
    span('postgres read', 'search', 600, 600, { service: 'inkling-search', status: 'error' }),
    span('orphan', 'lost', 900, 300),
  ],
}

it('draws a trace as a tree with bars, times, self times and errors', () => {
  expect(renderWaterfall(trace, 80).split('\n')).toEqual([
    'trace 4bf92f3577b34da6a3ce929d0e0e4736',
    '2026-11-29T07:00:00.000Z, 5 spans, 1 in error, 1.20 s',
    '',
    'SPAN                                                             TIME       SELF',
    'GET /search (gateway)        █████████████████████████████     1.20 s   100.0 ms',
    '  authenticate (gateway)     █                                 250 µs     250 µs',
    '  search (search)              ███████████████████████████     1.10 s   500.0 ms',
    '    ! postgres read (search)                ██████████████   600.0 ms   600.0 ms',
    'orphan (gateway)                                   ███████   300.0 ms   300.0 ms',
  ])
})

it.each([60, 80, 120, 200])('no line is longer than %i characters', (width) => {
  const deep = Array.from({ length: 40 }, (_, n) => span(`s${n}`, n === 0 ? null : `s${n - 1}`, n, 40 - n))
  for (const line of renderWaterfall({ ...trace, spans: [...trace.spans, ...deep] }, width).split('\n'))
    expect(line.length).toBeLessThanOrEqual(width)
})

it('draws 10,000 spans, also when each is the child of the one before', () => {
  const chain = Array.from({ length: 10_000 }, (_, n) => span(`s${n}`, n === 0 ? null : `s${n - 1}`, 0, 1))
  expect(renderWaterfall({ ...trace, spans: chain }, 80).split('\n')).toHaveLength(10_004)
})
