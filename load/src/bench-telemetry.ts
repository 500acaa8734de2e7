/**
 * What metrics, tracing and the counts for service levels cost: CPU time per prediction of all processes of a stack
 * with them, beside a stack without any of it, in turns within one run. Each stack has processes of its own, whose
 * metrics are scraped once a round; what they do in the three seconds after the last request counts, too. It prints a
 * Markdown table of medians. A ratio is the median over rounds of the ratio to the stack without within that round.
 *
 *   pnpm bench:telemetry [--ratios 0.05,0.1,0.5,1] [--rounds 5] [--seconds 4] [--connections 8] [--warm-up 4000]
 *
 * --ratios  shares of traces that are exported; one stack for each
 */
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import type { Stack } from '@inkling/local'
import { measureRound, type Round, type Target, warmUp } from './gateway/measure-round.ts'
import { median, medianRound } from './gateway/median-round.ts'
import { loadData, requestBodies } from './gateway/prediction-load.ts'
import { printHead, printRow } from './table.ts'
import { withStack } from './with-stack.ts'

const { values } = parseArgs({
  options: {
    ratios: { type: 'string', default: '0.05,0.1,0.5,1' },
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '4' },
    connections: { type: 'string', default: '8' },
    'warm-up': { type: 'string', default: '4000' },
  },
})
const [rounds, seconds, connections] = [Number(values.rounds), Number(values.seconds), Number(values.connections)]
const load = { connections, seconds, settleMs: 3_000, bodies: requestBodies() }
const events = 10_000

interface Variant {
  readonly name: string
  readonly env: Readonly<Record<string, string>>
}

const preload = fileURLToPath(new URL('telemetry/no-telemetry.ts', import.meta.url))
const without = 'none of it'
const variants: readonly Variant[] = [
  { name: without, env: { TRACE_STORE_URL: '', NODE_OPTIONS: `--import=${preload}` } },
  { name: 'no spans', env: { TRACE_STORE_URL: '' } },
  ...values.ratios.split(',').map((ratio) => ({ name: `ratio ${ratio}`, env: { TRACE_SAMPLE_RATIO: ratio } })),
]
/** As in production: the local stack keeps every trace. */
const shared = { LOAD_LEVEL: 'normal', TRACE_KEPT_SHARE: '0.1' }

interface Running {
  readonly name: string
  readonly stack: Stack
}

async function withStacks(
  [next, ...rest]: readonly Variant[],
  work: (running: readonly Running[]) => Promise<void>,
  running: readonly Running[] = [],
): Promise<void> {
  if (!next) return work(running)
  const goOn = (stack: Stack) => withStacks(rest, work, [...running, { name: next.name, stack }])
  await withStack(goOn, { ...shared, ...next.env })
}

function targetOf({ url, apiKey, services, postgres, cacheRedis, queueRedis }: Stack): Target {
  const processes = { ...services, postgres, cacheRedis, queueRedis }
  const pids = Object.entries(processes).map(([name, { pid = 0 }]) => [name, pid])
  return { url, apiKey, pids: Object.fromEntries(pids) }
}

const scrape = ({ serviceUrls }: Stack) =>
  Promise.all(Object.values(serviceUrls).map(async (url) => (await fetch(`${url}/metrics`)).arrayBuffer()))

async function measure({ name, stack }: Running): Promise<Round> {
  const [round] = await Promise.all([measureRound(targetOf(stack), load), name === without ? undefined : scrape(stack)])
  return round
}

const totalMicros = ({ cpu }: Round) => Object.values(cpu).reduce((sum, micros) => sum + micros, 0)

function print(results: ReadonlyMap<string, readonly Round[]>): void {
  const base = results.get(without) ?? []
  const columns = ['gateway', 'prediction', 'maintenance', 'postgres']
  printHead(['stack', 'requests/s', 'p99 ms', 'failures', 'CPU µs', 'ratio', ...columns.map((name) => `${name} µs`)])
  for (const [name, all] of results) {
    const { requestsPerSecond, p99, failures, cpu } = medianRound(all)
    const ratios = all.map((round, n) => totalMicros(round) / totalMicros(base[n] ?? round))
    const [total, ratio] = [median(all.map(totalMicros)).toFixed(0), median(ratios).toFixed(3)]
    printRow([
      name,
      requestsPerSecond.toFixed(0),
      p99,
      failures,
      total,
      ratio,
      ...columns.map((one) => cpu[one]?.toFixed(0) ?? ''),
    ])
  }
}

await withStacks(variants, async (running) => {
  for (const { stack } of running) {
    await loadData(stack, events)
    await warmUp(targetOf(stack), load, Number(values['warm-up']))
  }
  const results = new Map(running.map(({ name }) => [name, [] as Round[]]))
  for (let n = 0; n < rounds; n++) for (const each of running) results.get(each.name)?.push(await measure(each))
  console.log(
    `\n${rounds} rounds of ${seconds} s in turns, ${connections} connections; CPU microseconds per prediction.\n`,
  )
  print(results)
})
