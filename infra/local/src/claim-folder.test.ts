import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { claimFolder } from './claim-folder.ts'

const folder = mkdtempSync(join(tmpdir(), 'inkling-claim-'))
afterAll(() => rmSync(folder, { recursive: true }))

it('claimFolder rejects a folder that another start uses, until that start has ended', async () => {
  const other = spawn('/bin/sh', ['-c', 'while :; do sleep 0.05; done', 'infra/local/src/main.ts'])
  writeFileSync(join(folder, 'start.pid'), `${other.pid}\n`)
  await expect(claimFolder(folder)).rejects.toThrow(`already runs from ${folder} (process ${other.pid})`)
  other.kill('SIGKILL')
  await new Promise((resolve) => other.once('exit', resolve))
  const release = await claimFolder(folder)
  await release()
})
