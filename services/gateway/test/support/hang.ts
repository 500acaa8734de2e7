import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Does `work` while a server and all its child processes are stopped: connections stay open and nothing answers. */
export async function whileHung(server: { readonly pid: number | undefined }, work: () => Promise<void>) {
  const { pid = 0 } = server
  // The parent first, so that it starts no further child.
  const pids = [pid, ...(await childrenOf(pid))]
  for (const each of pids) process.kill(each, 'SIGSTOP')
  try {
    await work()
  } finally {
    for (const each of pids) process.kill(each, 'SIGCONT')
  }
}

async function childrenOf(parent: number): Promise<number[]> {
  const { stdout } = await run('ps', ['-A', '-o', 'pid=,ppid='])
  const processes = stdout.split('\n').map((line) => line.trim().split(/\s+/).map(Number))
  return processes.flatMap(([pid = 0, parentPid]) => (parentPid === parent ? [pid] : []))
}
