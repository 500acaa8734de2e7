import type { Supervised } from '../processes/unit.ts'
import { type Progress, writeProgress } from './progress.ts'
import { rollingRestart } from './rolling-restart.ts'

/**
 * At SIGUSR2, starts the processes again, one after another; signals that come meanwhile are ignored. Returns a
 * function that ends this; it resolves when no restart is under way.
 */
export function restartOnSignal(dataDir: string, processes: readonly Supervised[]): () => Promise<void> {
  let running: Promise<void> | undefined
  const begin = () => {
    running ??= restart(dataDir, processes)
      .catch((error: unknown) => console.error('  The rolling restart cannot say how it goes:', error))
      .finally(() => {
        running = undefined
      })
  }
  process.on('SIGUSR2', begin)
  return async () => {
    process.off('SIGUSR2', begin)
    await running
  }
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
