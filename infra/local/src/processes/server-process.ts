import { spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import type { Identity } from './identity.ts'
import { lifeline } from './lifeline.ts'

export interface ServerCommand {
  command: string
  args: readonly string[]
  cwd: string
  env: Readonly<Record<string, string>>
  /** Standard output and error are appended here. */
  logFile: string
  /** The user to run as; the user of this process when absent. */
  identity?: Identity | undefined
  /** Asks the server to shut down in order. */
  stopSignal: NodeJS.Signals
  /** A server that still runs after this time is killed. */
  stopTimeoutMs: number
}

export interface ServerProcess {
  pid: number | undefined
  /** Resolves with the exit code or signal; never rejects. */
  exited: Promise<string>
  kill(signal: NodeJS.Signals): void
  stop(): Promise<void>
}

/**
 * Starts a server in its own process group: a Ctrl-C in the terminal then reaches only us, and we stop the servers in
 * order. If this process dies before that, a lifeline stops the server.
 */
export function spawnServer(options: ServerCommand): ServerProcess {
  const log = openSync(options.logFile, 'a', 0o600)
  const child = spawn(options.command, options.args, {
    cwd: options.cwd,
    env: options.env,
    detached: true,
    stdio: ['ignore', log, log],
    ...options.identity,
  })
  closeSync(log)
  const release = child.pid === undefined ? undefined : lifeline(child.pid, options.stopSignal)
  const exited = new Promise<string>((resolve) => {
    child.once('exit', (code, signal) => resolve(signal ?? `code ${code}`))
    child.once('error', (error) => resolve(error.message))
  }).finally(release)

  const stop = async () => {
    child.kill(options.stopSignal)
    // A paused process handles the stop signal only after it continues.
    child.kill('SIGCONT')
    const killer = setTimeout(() => child.kill('SIGKILL'), options.stopTimeoutMs)
    await exited
    clearTimeout(killer)
  }
  return { pid: child.pid, exited, kill: (signal) => void child.kill(signal), stop }
}
