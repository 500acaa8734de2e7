import { expect, it } from 'vitest'
import { readOtlp } from './read-otlp.ts'

const nowMs = Date.UTC(2026, 10, 30)
/** An object of JSON that cannot be made a number or a text. */
const stubborn = JSON.parse('{"toString": 1, "valueOf": 1}') as unknown

it('reads a span whose kind and numbers are objects, without them', () => {
  const span = {
    ...{ traceId: '5b8aa5a2d2c872e8321cf37308d69df2', spanId: '051581bf3cb55c13', name: 'GET /', kind: stubborn },
    ...{ startTimeUnixNano: `${nowMs}000000`, endTimeUnixNano: `${nowMs + 5}000000` },
    attributes: [
      { key: 'odd', value: { intValue: stubborn } },
      { key: 'count', value: { intValue: '7' } },
      { key: 'list', value: { arrayValue: { values: [{ doubleValue: stubborn }, { doubleValue: 0.5 }] } } },
    ],
  }
  const { spans, rejected } = readOtlp({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] }, nowMs)
  expect(rejected).toBe(0)
  expect(spans).toMatchObject([{ kind: 0, attributes: { count: 7, list: [null, 0.5] } }])
  expect(spans[0]?.attributes).not.toHaveProperty('odd')
})
