import { expect, it } from 'vitest'
import { renderLog } from './render-log.ts'

const base = { time: '2026-11-29T10:00:01.250Z', level: 'info', service: 'gateway', msg: 'answered' }

it('draws a line for each entry, with the other fields after the message', () => {
  const entries = [
    { ...base, traceId: 'a', spanId: 'b', requestId: 'req_1', status: 200 },
    { ...base, time: '2026-11-29T10:00:01.300Z', level: 'warn', service: 'worker', msg: 'late', why: 'two words' },
  ]
  expect(renderLog(entries).split('\n')).toEqual([
    '2026-11-29',
    '10:00:01.250Z INFO  gateway     answered requestId=req_1 status=200',
    '10:00:01.300Z WARN  worker      late why="two words"',
  ])
})

it('draws the day with each line if there are several', () => {
  const lines = renderLog([base, { ...base, time: '2026-11-30T00:00:00.000Z' }]).split('\n')
  expect(lines[1]).toBe('2026-11-30 00:00:00.000Z INFO  gateway     answered')
})

it('draws an error with the first lines of its stack, and its causes', () => {
  const stack = ['a', 'b', 'c', 'd'].map((place) => `    at ${place}:1:1`).join('\n')
  const cause = { type: 'Error', message: 'connect', code: 'ECONNREFUSED', stack: '' }
  const err = { type: 'InklingError', message: 'no answer', stack, cause }
  expect(
    renderLog([{ ...base, err }])
      .split('\n')
      .slice(2),
  ).toEqual([
    '    error: InklingError: no answer',
    '        at a:1:1',
    '        at b:1:1',
    '        at c:1:1',
    '    caused by: Error: connect (ECONNREFUSED)',
  ])
})

it('draws no control characters', () => {
  const drawn = renderLog([{ ...base, msg: '\u001b[31mred\u0007\nnext', name: '\u001b[2J' }])
  expect(drawn.split('\n')).toHaveLength(2)
  expect(drawn.replace('\n', '')).not.toMatch(/\p{Cc}/u)
})
