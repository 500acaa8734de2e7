import { expect, it } from 'vitest'
import { logLinesOf } from './log-lines.ts'

const line = (time: string, msg: string, more: object = {}) =>
  JSON.stringify({ level: 'warn', time, service: 'search', traceId: 'a', spanId: 'b', msg, ...more })

it('lines of several processes are told by time, with what else they hold', () => {
  const [early, late] = ['2026-11-30T09:00:00.000Z', '2026-11-30T09:00:00.250Z']
  const lines = logLinesOf([
    ['gateway', line(late, 'answered', { requestId: 'r' })],
    ['search', line(early, 'slow')],
    ['search', line(late, 'failed', { spanId: undefined, err: { code: 'internal' } })],
  ])
  expect(lines.map(({ process, message }) => [process, message])).toEqual([
    ['search', 'slow'],
    ['gateway', 'answered'],
    ['search', 'failed'],
  ])
  expect(lines[1]).toEqual({
    ...{ time: late, level: 'warn', process: 'gateway', message: 'answered', spanId: 'b' },
    fields: { requestId: 'r' },
  })
  expect(lines[2]).toMatchObject({ spanId: null, fields: { err: { code: 'internal' } } })
})
