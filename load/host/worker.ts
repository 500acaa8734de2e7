/** A process that makes a share of the load; `run-script` forks it. Each second it tells what it recorded. */
import { once } from 'node:events'
import { activeVus, execute } from './execute.ts'
import { takeSeries } from './samples.ts'
import { mostVus } from './scenario.ts'
import { loadScript } from './script.ts'
import { type Command, type Order, type Report, reportMs } from './worker-messages.ts'

const stop = new AbortController()

async function work({ path, env, share, data }: Order): Promise<void> {
  const script = await loadScript(path, env)
  process.send?.('ready')
  await once(process, 'message')
  const timer = setInterval(() => report(false), reportMs)
  let firstVu = 1
  const executions = script.scenarios.map((scenario) => {
    const run = script.functionOf(scenario)
    const execution = { share, work: () => run(data), firstVu, stop: stop.signal }
    firstVu += mostVus(scenario)
    return execute(scenario, execution)
  })
  await Promise.all(executions)
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
