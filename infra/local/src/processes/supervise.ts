import { setTimeout as sleepMs } from 'node:timers/promises'
import { StartError } from '../errors.ts'
import { logEnd } from './log-end.ts'
import { Run } from './run.ts'
import type { Clock, Supervised, Unit } from './unit.ts'

const systemClock: Clock = {
  nowMs: () => performance.now(),
  sleep: (delayMs, signal) => sleepMs(delayMs, undefined, { signal }),
}

/** Keeps one process running: it restarts a dead process after 250 ms, and doubles the delay up to 5 s. */
export function supervise(unit: Unit, clock: Clock = systemClock): Supervised {
  let run: Run | undefined

  const stop = async () => {
    const ending = run
    run = undefined
    await ending?.stop()
  }
  const start = async () => {
    run ??= new Run(unit, clock)
    await run.served().catch(async (error: Error) => {
      await stop()
      throw new StartError(error.message, logEnd(unit.logFile), { cause: error })
    })
  }
  return {
    name: unit.name,
    get pid() {
      return run?.process?.pid
    },
    start,
    stop,
    kill: (signal = 'SIGKILL') => run?.kill(signal),
    ready: () => run?.ready.promise ?? Promise.reject(new Error(`${unit.name} is stopped`)),
  }
}
