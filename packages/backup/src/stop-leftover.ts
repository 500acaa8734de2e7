import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { execa } from 'execa'

const pollMs = 20
const patienceMs = 15_000

/**
 * Stops a server that an earlier, killed start left running. `pidFile` names the process. It is stopped only if its
 * command line names `path`, which no other program uses: process ids are reused.
 */
export async function stopLeftover(pidFile: string, path: string, signal: NodeJS.Signals): Promise<void> {
  const pid = await readPid(pidFile)
  if (pid === undefined) return
  const isOurs = async () => (await commandLine(pid)).includes(path)
  if (!(await isOurs())) return
  send(pid, signal)
  const killAtMs = Date.now() + patienceMs
  while (await isOurs()) {
    await sleep(pollMs)
    if (Date.now() > killAtMs) send(pid, 'SIGKILL')
  }
}

/** The process id on the first line of a pid file; undefined if there is none. */
export async function readPid(pidFile: string): Promise<number | undefined> {
  const text = await readFile(pidFile, 'utf8').catch(() => '')
  const pid = Number.parseInt(text, 10)
  return pid > 1 ? pid : undefined
}

/** The command line of a process; empty if there is no such process. */
export async function commandLine(pid: number): Promise<string> {
  if (process.platform === 'linux') return readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
  const { stdout } = await execa('ps', ['-o', 'command=', '-p', String(pid)], { reject: false })
  return stdout
}

function send(pid: number, signal: NodeJS.Signals) {
  try {
    process.kill(pid, signal)
  } catch {
    // It has ended meanwhile.
  }
}
