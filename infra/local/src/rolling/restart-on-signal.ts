import type { Supervised } from '../processes/unit.ts'
import { type Progress, writeProgress } from './progress.ts'
import { rollingRestart } from './rolling-restart.ts'

/** At SIGUSR2, starts the processes again, one after another; signals that come meanwhile are ignored. */
export function restartOnSignal(dataDir: string, processes: readonly Supervised[]): void {
  let isRunning = false
  process.on('SIGUSR2', () => {
    if (isRunning) return
    isRunning = true
    void restart(dataDir, processes).finally(() => {
      isRunning = false
    })
  })
}

async function restart(dataDir: string, processes: readonly Supervised[]): Promise<void> {
  const of = processes.length
  let done = -1
  let name = ''
  const tell = (more: Pick<Progress, 'state' | 'reason'>) => writeProgress(dataDir, { name, done, of, ...more })
  try {
    await rollingRestart(processes, async (next) => {
      name = next
      done++
      console.log(`  Starting ${name} again (${done + 1} of ${of}).`)
      await tell({ state: 'running' })
    })
    done = of
    await tell({ state: 'done' })
    console.log('  All processes run the version that is in the folder now.')
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    console.error(`  ${reason}. The processes after ${name} run on as they are.`)
    await tell({ state: 'failed', reason })
  }
}
