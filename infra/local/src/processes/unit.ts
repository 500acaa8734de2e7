import type { ServerProcess } from './server-process.ts'

export interface Unit {
  name: string
  launch(): Promise<ServerProcess>
  /** Resolves when the process `pid` serves; `ended` aborts when there is nothing left to wait for. */
  whenReady(ended: AbortSignal, pid: number | undefined): Promise<void>
  /** How often a process may die before it has ever served; then `start` fails. */
  startAttempts: number
  /** Shown when it fails to start. */
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
  /** Resolves when it serves; rejects when it dies before it ever did. */
  start(): Promise<void>
  /** Resolves when it has ended; it stays down until `start`. */
  stop(): Promise<void>
  /** A killed one is restarted. SIGSTOP pauses it, SIGCONT goes on. */
  kill(signal?: NodeJS.Signals): void
  /** Resolves when the process that runs now, or the next one, serves. */
  ready(): Promise<void>
}
