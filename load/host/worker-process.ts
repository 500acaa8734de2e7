import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Command, Order, Report } from './worker-messages.ts'

/** Starts a process that loads the script. */
export function forkWorker(order: Order): ChildProcess {
  const child = fork(fileURLToPath(new URL('worker.ts', import.meta.url)), { serialization: 'advanced' })
  child.send(order)
  return child
}

/** Resolves when the process has loaded the script. Rejects if it ended instead. */
export async function isReady(child: ChildProcess): Promise<void> {
  await Promise.race([once(child, 'message'), once(child, 'exit').then(endedEarly)])
}

/** Lets the process send; resolves when it has ended. Rejects if it ended before its work did. */
export async function letRun(child: ChildProcess, stop: AbortSignal, hear: (report: Report) => void): Promise<void> {
  let isDone = false
  child.on('message', (report: Report) => {
    isDone ||= report.isLast
    hear(report)
  })
  const say = (command: Command) => {
    if (child.connected) child.send(command)
  }
  const end = () => say('stop')
  say('start')
  if (stop.aborted) end()
  stop.addEventListener('abort', end)
  const ended = await once(child, 'exit')
  stop.removeEventListener('abort', end)
  if (!isDone) endedEarly(ended)
}

function endedEarly([code, signal]: readonly unknown[]): never {
  throw new Error(`A process of the load ended early, with ${signal ?? code}. What it said is above.`)
}
