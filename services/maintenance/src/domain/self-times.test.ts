import { expect, it } from 'vitest'
import { selfTimes, timeByName } from './self-times.ts'

const span = (spanId: string, parentId: string | null, startUs: number, durationUs: number) => ({
  spanId,
  parentId,
  startUs,
  durationUs,
})

it('children that overlap count once, and only as far as they lie within their parent', () => {
  const times = selfTimes([
    span('root', null, 0, 100),
    span('a', 'root', 10, 30),
    span('b', 'root', 20, 30),
    span('late', 'root', 90, 50),
    span('leaf', 'a', 15, 5),
    span('orphan', 'lost', 0, 7),
  ])
  expect(Object.fromEntries(times)).toEqual({ root: 50, a: 25, b: 30, late: 50, leaf: 5, orphan: 7 })
})

it('the time of traces is summed up by service and name, largest first', () => {
  const facts = {
    service: 's',
    kind: 1,
    isError: false,
    message: null,
    tenantId: null,
    attributes: {},
    events: [],
    links: [],
  }
  const trace = (traceId: string) => [
    { ...facts, traceId, name: 'root', ...span('r', null, 0, 4_000) },
    { ...facts, traceId, name: 'sql', ...span('q', 'r', 0, 3_000) },
  ]
  expect(timeByName([...trace('1'), ...trace('2')])).toEqual([
    { service: 's', name: 'sql', spans: 2, selfMs: 6, share: 0.75 },
    { service: 's', name: 'root', spans: 2, selfMs: 2, share: 0.25 },
  ])
})
