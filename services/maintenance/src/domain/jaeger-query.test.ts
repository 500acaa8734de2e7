import { expect, it } from 'vitest'
import { dependencyTimeOf, type JaegerQuery, traceFilterOf, traceIdOf, traceLimitOf } from './jaeger-query.ts'

const nowMs = Date.parse('2026-12-01T12:00:00Z')
const dayMs = 24 * 3_600_000

it('a query for traces without a time asks for the last day, and at most 200 traces', () => {
  expect(traceFilterOf({}, nowMs)).toMatchObject({ from: new Date(nowMs - dayMs), to: new Date(nowMs) })
  expect([{}, { limit: '5' }, { limit: '0' }, { limit: '1.9' }, { limit: '1e6' }].map(traceLimitOf)).toEqual([
    ...[20, 5, 1, 1, 200],
  ])
})

it('a query for traces has its times in µs, and tags of which `error` is the status', () => {
  const query = { start: '1700000000000000', end: '253402300799999000', tags: '{"error":true,"http.code":503}' }
  expect(traceFilterOf(query, nowMs)).toMatchObject({
    from: new Date(1_700_000_000_000),
    to: new Date('9999-12-31T23:59:59.999Z'),
    hasErrors: true,
    attributes: { 'http.code': '503' },
  })
})

it('a query for dependencies looks back a day at most', () => {
  expect(dependencyTimeOf({ endTs: String(nowMs), lookback: '60000' }, 0)).toEqual({
    from: new Date(nowMs - 60_000),
    to: new Date(nowMs),
  })
  expect(dependencyTimeOf({ lookback: '1e15' }, nowMs)).toEqual({ from: new Date(nowMs - dayMs), to: new Date(nowMs) })
})

it.each<[keyof JaegerQuery, string]>([
  ['start', '253402300800000000'],
  ['start', '-1'],
  ['end', 'now'],
  ['end', '1e400'],
  ['limit', 'NaN'],
  ['minDuration', 'fast'],
  ['tags', 'error=true'],
  ['tags', 'null'],
  ['tags', '["error"]'],
  ['tags', '{"a":{}}'],
  ['tags', '{"a":"\\u0000"}'],
  ['tags', '{"\\ud800":1}'],
  ['tags', JSON.stringify(Object.fromEntries(Array.from({ length: 21 }, (_, n) => [`tag-${n}`, 'true'])))],
])('a query for traces whose %s is %s is refused, naming it', (name, text) => {
  const ask = () => [traceFilterOf({ [name]: text }, nowMs), traceLimitOf({ [name]: text })]
  const errors = [expect.objectContaining({ pointer: `/${name}` })]
  expect(ask).toThrow(expect.objectContaining({ code: 'validation_failed', errors }))
})

it('a trace is asked for by its id, with or without zeros at the beginning', () => {
  const id = `${'0'.repeat(16)}00ab00ab00ab00ab`
  expect([id, '00AB00ab00ab00ab', 'ab00ab00ab00ab'].map((traceID) => traceIdOf({ traceID }))).toEqual([id, id, id])
  expect(traceIdOf({})).toBeUndefined()
})

it.each(['x', '0x1', '0'.repeat(33)])('a query for the trace %s is refused', (traceID) => {
  expect(() => traceIdOf({ traceID })).toThrow('The parameter traceID is not valid. Send 1 to 32 hexadecimal digits.')
})

it.each(['253402300800000', '-1', 'soon'])('a query for dependencies up to %s is refused', (endTs) => {
  expect(() => dependencyTimeOf({ endTs }, nowMs)).toThrow('The parameter endTs is not valid.')
})
