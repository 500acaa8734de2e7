import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { type LogFilter, readLogEntries } from './read-log-entries.ts'

const folder = mkdtempSync(join(tmpdir(), 'inkling-logs-'))
afterAll(() => rmSync(folder, { recursive: true }))

const line = (second: number, service: string, more: object = {}) =>
  JSON.stringify({
    level: 'info',
    time: `2026-11-29T10:00:0${second}.000Z`,
    service,
    msg: `${service} ${second}`,
    ...more,
  })
const file = (name: string, ...lines: string[]) => writeFileSync(join(folder, name), `${lines.join('\n')}\n`)

file('gateway.log.2', line(0, 'gateway', { traceId: 'a' }))
file('gateway.log.1', line(2, 'gateway', { traceId: 'a', requestId: 'r' }), line(3, 'gateway', { level: 'debug' }))
file('gateway.log', line(6, 'gateway', { traceId: 'a', level: 'error' }), 'FATAL ERROR: out of memory', '', '{"level":')
file('worker.log', line(4, 'worker', { traceId: 'a' }), line(5, 'worker', { traceId: 'b', msg: 'asked by a' }), 'null')
file('notes.txt', line(1, 'notes', { traceId: 'a' }))

const read = async (filter: LogFilter, limit = 100) =>
  (await readLogEntries(folder, filter, limit)).map(({ msg }) => msg)

describe('readLogEntries returns', () => {
  it.each<[string, LogFilter, string[]]>([
    [
      'a trace from all services and rotated files, by time',
      { trace: 'a' },
      ['gateway 0', 'gateway 2', 'worker 4', 'gateway 6'],
    ],
    ['a request', { request: 'r' }, ['gateway 2']],
    ['a service', { service: 'worker' }, ['worker 4', 'asked by a']],
    ['a level and all that are worse', { level: 'warn' }, ['gateway 6']],
    ['what is new', { sinceMs: Date.parse('2026-11-29T10:00:05Z') }, ['asked by a', 'gateway 6']],
    ['nothing that does not fit', { trace: 'a', service: 'gateway', level: 'fatal' }, []],
  ])('%s', async (_, filter, expected) => {
    expect(await read(filter)).toEqual(expected)
  })

  it('the newest lines if there are more than the limit', async () => {
    expect(await read({}, 2)).toEqual(['asked by a', 'gateway 6'])
  })
})
