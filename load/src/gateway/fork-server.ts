import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'

/** Starts one of the servers beside this file in its own process; resolves when it listens. */
export async function forkServer(file: string, argument: string): Promise<{ child: ChildProcess; url: string }> {
  const child = fork(new URL(file, import.meta.url), [argument])
  const [url] = (await once(child, 'message')) as [string]
  return { child, url }
}
