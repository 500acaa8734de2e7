/** A process that makes a share of the load; `run-script` forks it. It tells the parent each second what it recorded. */
import { once } from 'node:events'
import { activeVus, execute, type Share } from './execute.ts'
import { type Series, takeSeries } from './samples.ts'
import { loadScript } from './script.ts'

export interface Order {
  readonly path: string
  readonly env: Readonly<Record<string, string>>
  readonly share: Share
  /** What setup returned. */
  readonly data: unknown
}

/** The parent says "start" when all processes are ready. */
export type Command = 'start' | 'stop'

export interface Report {
  readonly series: readonly Series[]
  readonly activeVus: number
  /** Whether this is the last one. */
  readonly isLast: boolean
}

const reportMs = 1_000
const stop = new AbortController()

async function work({ path, env, share, data }: Order): Promise<void> {
  const script = await loadScript(path, env)
  process.send?.('ready')
  await once(process, 'message')
  const timer = setInterval(() => report(false), reportMs)
  await Promise.all(
    script.scenarios.map((scenario) => {
      const run = script.functionOf(scenario)
      return execute(scenario, share, () => run(data), stop.signal)
    }),
  )
  clearInterval(timer)
  report(true)
}

function report(isLast: boolean): void {
  const message: Report = { series: takeSeries(), activeVus, isLast }
  process.send?.(message, () => isLast && process.exit())
}

process.once('message', (order: Order) => {
  process.on('message', (message: Command) => message === 'stop' && stop.abort())
  void work(order)
})
// The terminal sends Ctrl-C to all processes; the parent says when to stop.
process.on('SIGINT', () => {})
process.on('disconnect', () => process.exit())
