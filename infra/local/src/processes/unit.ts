import type { ServerProcess } from './server-process.ts'

export interface Unit {
  name: string
  launch(): Promise<ServerProcess>
  /** Resolves when the process `pid` is ready; `ended` aborts when that process has ended. */
  whenReady(ended: AbortSignal, pid: number | undefined): Promise<void>
  /** After this many processes that died before they were ready, `start` fails. */
  startAttempts: number
  /** Its last lines are shown if `start` fails. */
  logFile: string
  onRestart?: ((name: string, exit: string, delayMs: number) => void) | undefined
}

export interface Clock {
  nowMs(): number
  sleep(delayMs: number, signal: AbortSignal): Promise<void>
}

export interface Supervised {
  readonly name: string
  readonly pid: number | undefined
  /** Resolves when the unit is ready; rejects if its process dies before. */
  start(): Promise<void>
  /** Resolves when the process has ended; none runs until `start`. */
  stop(): Promise<void>
  /** Sends SIGKILL, or the given signal. A killed process is restarted; SIGSTOP pauses it, SIGCONT continues it. */
  kill(signal?: NodeJS.Signals): void
  /** Resolves when the present process, or else the next one, is ready. */
  ready(): Promise<void>
}
