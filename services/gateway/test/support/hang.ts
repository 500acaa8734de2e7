import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Does `work` while a server and all its child processes are stopped: connections stay open and nothing answers. */
export async function whileHung(server: { readonly pid: number | undefined }, work: () => Promise<void>) {
  const { pid = 0 } = server
  // The parent first, so that it starts no further child.
  signal(pid, 'SIGSTOP')
  const children = await childrenOf(pid)
  for (const child of children) signal(child, 'SIGSTOP')
  try {
    await work()
  } finally {
    for (const each of [...children, pid]) signal(each, 'SIGCONT')
  }
}

/** A child may have ended since it was listed. */
function signal(pid: number, name: 'SIGSTOP' | 'SIGCONT'): void {
  try {
    process.kill(pid, name)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

async function childrenOf(parent: number): Promise<number[]> {
  const { stdout } = await run('ps', ['-A', '-o', 'pid=,ppid='])
  const processes = stdout.split('\n').map((line) => line.trim().split(/\s+/).map(Number))
  return processes.flatMap(([pid = 0, parentPid]) => (parentPid === parent ? [pid] : []))
}
