import { expect, it } from 'vitest'
import { RecentLines } from './recent-lines.ts'

const a = 'a'.repeat(32)
const b = 'b'.repeat(32)
const line = (traceId: string, msg: string) => `${JSON.stringify({ msg, traceId, spanId: '1' })}\n`

it('the lines of a trace are kept in their order, and those of no trace are not', () => {
  const lines = new RecentLines(1_000)
  lines.add(line(a, 'first'))
  lines.add('{"msg":"of no trace"}\n')
  lines.add(line(b, 'of another'))
  lines.add(line(a, 'second'))
  expect(lines.ofTrace(a)).toEqual([line(a, 'first'), line(a, 'second')])
  expect(lines.ofTrace('c'.repeat(32))).toEqual([])
})

it('the oldest traces are forgotten when the lines need more than their room', () => {
  const lines = new RecentLines(3 * line(a, 'x').length)
  for (const traceId of [a, b, b]) lines.add(line(traceId, 'x'))
  expect(lines.ofTrace(a)).toHaveLength(1)
  lines.add(line(b, 'x'))
  expect([lines.ofTrace(a), lines.ofTrace(b)]).toEqual([[], [line(b, 'x'), line(b, 'x'), line(b, 'x')]])
  lines.add(line(b, 'x'))
  expect(lines.ofTrace(b), 'a trace that needs all the room').toEqual([])
})
