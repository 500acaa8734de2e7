import { describe, expect, it } from 'vitest'
import type { Span } from '../domain/span.ts'
import { rememberedTraces, TailSampler } from './tail-sampler.ts'

const settings = { settleMs: 2_000, maxAgeMs: 10_000, maxSpans: 100, maxTraceSpans: 50, share: 0 }
const idOf = (n: number) => n.toString(16).padStart(32, '0')
const spanOf = (trace: number, given: Partial<Span> = {}): Span => ({
  traceId: idOf(trace),
  spanId: idOf(trace).slice(16),
  parentId: null,
  startUs: 1_000_000,
  durationUs: 10,
  service: 's',
  name: 'n',
  kind: 2,
  isError: false,
  message: null,
  tenantId: null,
  attributes: { 'http.route': '/r' },
  events: [],
  links: [],
  ...given,
})
const keptIds = ({ kept }: { kept: readonly Span[] }) => kept.map(({ traceId }) => Number.parseInt(traceId, 16))
/** A sampler for which every trace of the route `/r` is fast. */
function sampler(given: Partial<typeof settings> = {}) {
  const made = new TailSampler({ ...settings, ...given })
  made.add([spanOf(999, { durationUs: 1_000_000 })], -20_000)
  made.settle(-10_000)
  return made
}

describe('the tail sampler', () => {
  it('decides a trace when no span of it has come for a while, or when it goes on for too long', () => {
    const one = sampler({ share: 1 })
    one.add([spanOf(1)], 0)
    expect(keptIds(one.settle(1_999))).toEqual([])
    one.add([spanOf(1)], 1_999)
    expect(keptIds(one.settle(3_000))).toEqual([])
    expect(keptIds(one.settle(3_999))).toEqual([1, 1])
    for (let ms = 10_000; ms < 20_000; ms += 1_000) one.add([spanOf(2)], ms)
    expect(keptIds(one.settle(20_000))).toHaveLength(10)
  })

  it('keeps traces with an error anywhere and those that a process has marked, and drops the others', () => {
    const one = sampler()
    one.add([spanOf(1), spanOf(1, { isError: true, parentId: 'a' }), spanOf(2)], 0)
    one.add([spanOf(3, { attributes: { 'http.route': '/r', 'inkling.kept': 'slow' } })], 0)
    const settled = one.settle(5_000)
    expect(keptIds(settled)).toEqual([1, 1, 3])
    expect(settled.sampledOut).toBe(1)
  })

  it('keeps the slowest trace of each route and minute', () => {
    const one = new TailSampler(settings)
    const durations = [10, 5, 30, 20, 30, 40]
    for (const [n, durationUs] of durations.entries()) {
      one.add([spanOf(n, { durationUs })], n * 10)
      one.settle(n * 10, true)
    }
    const add = (n: number, given: Partial<Span>) => one.add([spanOf(n, { durationUs: 1, ...given })], 0)
    add(20, {})
    add(21, { attributes: { 'http.route': '/other' } })
    add(22, { startUs: 61_000_000 })
    expect(keptIds(one.settle(0, true))).toEqual([21, 22])
  })

  it('keeps the share of traces, chosen by their ids', () => {
    const one = sampler({ share: 0.25, maxSpans: 5_000 })
    const step = 2 ** 52 / 4_000
    one.add(
      Array.from({ length: 4_000 }, (_, n) => spanOf(Math.floor(n * step))),
      0,
    )
    expect(one.settle(5_000).kept).toHaveLength(1_000)
  })

  it('spans that arrive later follow the decision at once, and an error overturns a drop', () => {
    const one = sampler()
    one.add([spanOf(1, { isError: true, tenantId: 'acme' }), spanOf(2)], 0)
    one.settle(5_000)
    one.add([spanOf(1), spanOf(2)], 6_000)
    const late = one.settle(6_000)
    expect(late.kept).toMatchObject([{ traceId: idOf(1), tenantId: 'acme' }])
    expect(late.sampledOut).toBe(1)
    one.add([spanOf(2, { isError: true })], 7_000)
    expect(keptIds(one.settle(7_000))).toEqual([2])
  })

  it('forgets the decision of a trace once as many others as it remembers are decided', () => {
    const one = sampler({ maxSpans: 2 * rememberedTraces })
    const decide = (first: number, count: number) => {
      one.add(
        Array.from({ length: count }, (_, n) => spanOf(first + n)),
        0,
      )
      one.settle(5_000)
    }
    one.add([spanOf(1, { isError: true })], 0)
    one.settle(5_000)
    decide(1_000, rememberedTraces - 1)
    one.add([spanOf(1)], 6_000)
    expect(keptIds(one.settle(6_000))).toEqual([1])
    decide(100_000, rememberedTraces)
    one.add([spanOf(1)], 7_000)
    expect(keptIds(one.settle(9_000))).toEqual([])
  })

  it('spans beyond the memory are refused, and room comes back', () => {
    const one = sampler({ maxSpans: 10, maxTraceSpans: 4 })
    expect(
      one.add(
        Array.from({ length: 6 }, () => spanOf(1)),
        0,
      ),
    ).toBe(2)
    expect(
      one.add(
        Array.from({ length: 8 }, (_, n) => spanOf(n + 2)),
        0,
      ),
    ).toBe(2)
    expect(one.size).toBe(10)
    one.settle(5_000)
    expect(one.size).toBe(0)
    expect(one.add([spanOf(50)], 5_000)).toBe(0)
  })

  it('gives all spans of a trace its tenant', () => {
    const one = sampler({ share: 1 })
    one.add([spanOf(1), spanOf(1, { tenantId: 'acme' })], 0)
    expect(one.settle(5_000).kept.map(({ tenantId }) => tenantId)).toEqual(['acme', 'acme'])
  })
})
