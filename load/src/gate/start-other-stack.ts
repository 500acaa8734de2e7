import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

export interface OtherStack {
  readonly url: string
  readonly adminKey: string
  /** Of its services. */
  readonly pids: readonly number[]
  stop(): Promise<void>
}

/** Runs in the other tree, of which it needs `startStack` only. It stops when its input ends. */
const program = (dataDir: string) => `
import { startStack } from './infra/local/src/index.ts'
const stack = await startStack({ dataDir: ${JSON.stringify(dataDir)}, env: { LOG_LEVEL: 'warn' } })
const pids = Object.values(stack.services).map(({ pid }) => pid)
console.log(JSON.stringify({ url: stack.url, adminKey: stack.adminKey, pids }))
// The terminal sends Ctrl-C to all processes; the parent says when to stop.
process.on('SIGINT', () => {})
process.stdin.resume().on('end', async () => { await stack.stop(); process.exit() })`

/** Starts the stack of another working tree. */
export async function startOtherStack(tree: string, dataDir: string): Promise<OtherStack> {
  const args = ['--input-type=module', '--eval', program(dataDir)]
  const child = spawn(process.execPath, args, { cwd: tree, stdio: ['pipe', 'pipe', 'inherit'] })
  const ended = once(child, 'exit')
  const lines = createInterface({ input: child.stdout })
  const started = once(lines, 'line') as Promise<[string]>
  const [line] = await Promise.race([started, ended.then(() => [])])
  if (line === undefined) throw new Error(`The stack of ${tree} did not start.`)
  const { url, adminKey, pids } = JSON.parse(line) as Omit<OtherStack, 'stop'>
  return {
    url,
    adminKey,
    pids,
    async stop() {
      child.stdin.end()
      await ended
    },
  }
}
