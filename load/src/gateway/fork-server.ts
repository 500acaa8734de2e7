import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'

export interface Forked {
  readonly child: ChildProcess
  readonly url: string
}

/** Starts one of the servers beside this file in its own process; resolves when it listens. */
export async function forkServer(file: string, ...args: readonly string[]): Promise<Forked> {
  const child = fork(new URL(file, import.meta.url), args)
  const [url] = (await once(child, 'message')) as [string]
  return { child, url }
}
