import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { commandLine, readPid } from '@inkling/backup'
import { type Progress, readProgress, writeProgress } from './progress.ts'

const pollMs = 100

/** The process that `start` runs as. @throws Error if there is none */
async function runningIn(dataDir: string): Promise<number> {
  const pid = await readPid(join(dataDir, 'start.pid'))
  if (pid !== undefined && (await commandLine(pid)).includes('main.ts')) return pid
  throw new Error(`Inkling does not run from ${dataDir}. Start it, or name its folder with --data DIR`)
}

/** Asks for a rolling restart, shows each step, and returns how it ended. */
async function restart(dataDir: string): Promise<Progress> {
  const pid = await runningIn(dataDir)
  let shown = { state: 'running', name: '', done: 0, of: 0 } satisfies Progress as Progress
  await writeProgress(dataDir, shown)
  process.kill(pid, 'SIGUSR2')
  while (shown.state === 'running') {
    await sleep(pollMs)
    await runningIn(dataDir)
    const now = (await readProgress(dataDir)) ?? shown
    if (now.name !== shown.name && now.state === 'running') console.log(`${now.done + 1}/${now.of} ${now.name}`)
    shown = now
  }
  return shown
}

const { values } = parseArgs({
  args: process.argv.slice(2).filter((arg) => arg !== '--'),
  options: { data: { type: 'string', default: '.inkling' } },
})
try {
  const { state, name, reason } = await restart(resolve(values.data))
  console.log(state === 'done' ? 'all processes run the new version' : `${name}: ${reason}`)
  process.exitCode = state === 'done' ? 0 : 1
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
