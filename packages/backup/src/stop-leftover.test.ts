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

it('stopLeftover stops our own server that was left running', async () => {
  const left = shellServer(folder)
  const ended = once(left, 'exit')
  writeFileSync(pidFile, `${left.pid}\n/some/data\n`)
  await stopLeftover(pidFile, folder, 'SIGTERM')
  expect(await ended).toEqual([null, 'SIGTERM'])
})

it('stopLeftover leaves another program with the same process id alone', async () => {
  const foreign = shellServer('/somebody/else')
  writeFileSync(pidFile, `${foreign.pid}\n`)
  await stopLeftover(pidFile, folder, 'SIGKILL')
  expect(await commandLine(foreign.pid ?? 0)).toContain('/somebody/else')
  foreign.kill()
})

it('readPid returns undefined for a pid file that is missing, empty or invalid', async () => {
  expect(await readPid(join(folder, 'none'))).toBeUndefined()
  for (const text of ['', 'abc', '-1', '1']) {
    writeFileSync(pidFile, text)
    expect(await readPid(pidFile)).toBeUndefined()
  }
})
