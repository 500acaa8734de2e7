import { mkdtempSync, rmSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { type ServerProcess, spawnServer } from './server-process.ts'

const folder = mkdtempSync(join(tmpdir(), 'inkling-process-'))
const logFile = join(folder, 'server.log')
afterAll(() => rmSync(folder, { recursive: true }))

const shell = (script: string, stopTimeoutMs = 10_000): ServerProcess =>
  spawnServer({
    command: '/bin/sh',
    args: ['-c', script],
    cwd: folder,
    env: {},
    logFile,
    stopSignal: 'SIGTERM',
    stopTimeoutMs,
  })

/** Resolves when the log holds `word`, so that the traps of the script are set. */
async function hasLogged(word: string): Promise<void> {
  while (!(await readFile(logFile, 'utf8')).includes(word)) await new Promise(setImmediate)
}

it('a server writes both its outputs to its log', async () => {
  await shell('echo to-output; echo to-error >&2').exited
  expect(await readFile(logFile, 'utf8')).toBe('to-output\nto-error\n')
})

it('exited resolves with the exit code, or with the error if the server could not be run', async () => {
  expect(await shell('exit 3').exited).toBe('code 3')
  const missing = spawnServer({
    command: join(folder, 'missing'),
    args: [],
    cwd: folder,
    env: {},
    logFile,
    stopSignal: 'SIGTERM',
    stopTimeoutMs: 1,
  })
  expect(await missing.exited).toContain('ENOENT')
})

it('stop kills a server that ignores the stop signal', async () => {
  const deaf = shell('trap "" TERM; echo deaf; while :; do sleep 0.01; done', 50)
  await hasLogged('deaf')
  await deaf.stop()
  expect(await deaf.exited).toBe('SIGKILL')
})

it('stop reaches a paused server', async () => {
  const paused = shell('trap "echo heard; exit 0" TERM; echo waiting; while :; do sleep 0.01; done')
  await hasLogged('waiting')
  paused.kill('SIGSTOP')
  await paused.stop()
  expect(await paused.exited).toBe('code 0')
})
