import { spawn } from 'node:child_process'

const watcherScript = 'read released && exit; kill -s "$0" "$1"'

/**
 * Sends `signal` to `pid` when this process ends, even by SIGKILL; the returned function cancels this. A shell waits at
 * the read end of a pipe and we hold the write end, which every operating system closes when we end.
 */
export function lifeline(pid: number, signal: NodeJS.Signals): () => void {
  const watcher = spawn('/bin/sh', ['-c', watcherScript, signal.replace('SIG', ''), String(pid)], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  watcher.on('error', () => undefined)
  watcher.stdin.on('error', () => undefined)
  watcher.unref()
  return () => watcher.stdin.end('released\n')
}
