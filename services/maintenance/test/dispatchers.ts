import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

/** Processes that dispatch runs, of which a test kills the oldest at any moment. */
export class Dispatchers {
  readonly #children: ChildProcess[] = []
  readonly #urls: readonly [databaseUrl: string, redisUrl: string]

  constructor(...urls: [databaseUrl: string, redisUrl: string]) {
    this.#urls = urls
  }

  /** @param preload A file of this folder that the process loads first. */
  async start(preload?: 'clock-set-back.ts'): Promise<void> {
    const imports = preload ? ['--import', join(import.meta.dirname, preload)] : []
    const script = join(import.meta.dirname, 'dispatcher-process.ts')
    const child = spawn(process.execPath, [...imports, script, ...this.#urls])
    this.#children.push(child)
    await once(child.stdout, 'data')
  }

  async killOldest(): Promise<void> {
    const [child] = this.#children.splice(0, 1)
    if (!child) return
    const died = once(child, 'exit')
    child.kill('SIGKILL')
    await died
  }

  async killAll(): Promise<void> {
    while (this.#children.length > 0) await this.killOldest()
  }
}
