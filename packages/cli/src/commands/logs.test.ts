import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { runInkling } from '../../test/run-inkling.ts'

const directory = mkdtempSync(join(tmpdir(), 'inkling-logs-'))
afterAll(() => rmSync(directory, { recursive: true }))
const logs = join(directory, '.inkling/logs')
const below = join(directory, 'a/b')
for (const folder of [logs, below]) mkdirSync(folder, { recursive: true })

const line = (time: number, service: string, traceId: string) =>
  `${JSON.stringify({ level: 'info', time: new Date(time).toISOString(), service, msg: `from ${service}`, traceId })}\n`
/** The clock of `runInkling`. */
const nowMs = Date.parse('2026-06-01T12:00:00Z')
writeFileSync(join(logs, 'gateway.log'), line(nowMs - 5_000, 'gateway', 'a') + line(nowMs - 1_000, 'gateway', 'b'))
writeFileSync(join(logs, 'search.log'), line(nowMs - 3_000, 'search', 'a'))

const inkling = (args: string, from = below) =>
  runInkling(args.split(' '), { directory: from, url: 'http://127.0.0.1:1' })

it('inkling logs --trace collects the lines of a trace from all services, without a gateway', async () => {
  const { output } = await inkling('logs --trace a')
  expect(
    output
      .split('\n')
      .slice(1)
      .map((text) => text.split(' ').at(-1)),
  ).toEqual(['gateway', 'search'])
})

it('inkling logs --since and --json filter by time and print the lines as they are', async () => {
  const { output } = await inkling('logs --since 2s --json')
  expect(JSON.parse(output)).toMatchObject([{ service: 'gateway', traceId: 'b' }])
})

it('inkling logs says what is wrong: no line, no folder, a time that is none', async () => {
  expect((await inkling('logs --trace c')).output).toContain('No line matches')
  expect((await inkling('logs', tmpdir())).error).toContain('--folder')
  expect((await inkling('logs --since soon')).error).toContain('10m')
})
