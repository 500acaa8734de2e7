import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { commandLine, readPid, stopLeftover } from './stop-leftover.ts'

const folder = mkdtempSync(join(tmpdir(), 'inkling-leftover-'))
const pidFile = join(folder, 'server.pid')
afterAll(() => rmSync(folder, { recursive: true }))

/** A process whose command line names `path`. */
const shellServer = (path: string) =>
  spawn('/bin/sh', ['-c', 'while :; do sleep 0.05; done', path], { stdio: 'ignore' })

it('a server of ours that was left running is stopped', async () => {
  const left = shellServer(folder)
  const ended = once(left, 'exit')
  writeFileSync(pidFile, `${left.pid}\n/some/data\n`)
  await stopLeftover(pidFile, folder, 'SIGTERM')
  expect(await ended).toEqual([null, 'SIGTERM'])
})

it('a process that merely has the same id is left alone', async () => {
  const foreign = shellServer('/somebody/else')
  writeFileSync(pidFile, `${foreign.pid}\n`)
  await stopLeftover(pidFile, folder, 'SIGKILL')
  expect(await commandLine(foreign.pid ?? 0)).toContain('/somebody/else')
  foreign.kill()
})

it('a pid file that is absent, empty or nonsense names no process', async () => {
  expect(await readPid(join(folder, 'none'))).toBeUndefined()
  for (const text of ['', 'abc', '-1', '1']) {
    writeFileSync(pidFile, text)
    expect(await readPid(pidFile)).toBeUndefined()
  }
})
