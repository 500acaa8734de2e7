/**
 * Uncached predictions through the gateway beside a bare @fastify/http-proxy hop to a stub that answers the same bytes:
 * same client, same connections, in turns within one run. Prints a Markdown table; the figure is the ratio of medians.
 *
 *   pnpm bench:gateway [--rounds 5] [--seconds 5] [--connections 16]
 */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { createClient } from '@inkling/client'
import { seededRandom } from '@inkling/learning'
import { removeDataFolder, type Stack, startStack } from '@inkling/local'
import autocannon from 'autocannon'
import { cpuMicros, familyCpuMicros } from './process-usage.ts'
import { syntheticEvents } from './synthetic-events.ts'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '5' },
    connections: { type: 'string', default: '16' },
  },
})
const [rounds, seconds, connections] = [Number(values.rounds), Number(values.seconds), Number(values.connections)]
const data = { events: 50_000, items: 2_000 }
const distinctRequests = 1_000

interface Round {
  readonly requestsPerSecond: number
  readonly p50: number
  readonly p90: number
  readonly p99: number
  readonly failures: number
  /** CPU microseconds per request, by process. */
  readonly cpu: Readonly<Record<string, number>>
}

async function forkServer(file: string, argument: string): Promise<{ child: ChildProcess; url: string }> {
  const child = fork(new URL(file, import.meta.url), [argument])
  const [url] = (await once(child, 'message')) as [string]
  return { child, url }
}

function requestBodies(): string[] {
  const random = seededRandom(7)
  const item = () => `item-${Math.floor(random() ** 2 * data.items)}`
  return Array.from({ length: distinctRequests }, () =>
    JSON.stringify({ recent: Array.from({ length: 1 + Math.floor(random() * 5) }, item), limit: 10 }),
  )
}

async function run(
  url: string,
  apiKey: string,
  pids: Readonly<Record<string, number>>,
  bodies: readonly string[],
): Promise<Round> {
  const usage = () =>
    Object.entries(pids).map(
      ([name, pid]) => [name, name === 'postgres' ? familyCpuMicros(pid) : cpuMicros(pid)] as const,
    )
  const before = new Map(usage())
  const result = await autocannon({
    url: `${url}/api/v1/predictions`,
    connections,
    duration: seconds,
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
    requests: bodies.map((body) => ({ body })),
  })
  const count = result['2xx'] + result.non2xx
  return {
    requestsPerSecond: count / result.duration,
    p50: result.latency.p50,
    p90: result.latency.p90,
    p99: result.latency.p99,
    failures: result.non2xx + result.errors + result.timeouts,
    cpu: Object.fromEntries(usage().map(([name, micros]) => [name, (micros - (before.get(name) ?? 0)) / count])),
  }
}

const median = (numbers: readonly number[]) =>
  [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN

function report(name: string, results: readonly Round[]): number {
  const of = (pick: (round: Round) => number) => median(results.map(pick))
  const rate = of((round) => round.requestsPerSecond)
  const cpu = Object.keys(results[0]?.cpu ?? {}).map(
    (process) => `${process} ${of((round) => round.cpu[process] ?? 0).toFixed(0)}`,
  )
  const failures = results.reduce((sum, round) => sum + round.failures, 0)
  console.log(
    `| ${name} | ${rate.toFixed(0)} | ${of((r) => r.p50)} | ${of((r) => r.p90)} | ${of((r) => r.p99)} | ${failures} | ${cpu.join(', ')} |`,
  )
  return rate
}

async function loadData(stack: Stack): Promise<void> {
  const client = createClient({ url: stack.url, apiKey: stack.apiKey })
  const events = [...syntheticEvents(data)]
  for (let from = 0; from < events.length; from += 1_000)
    await client.postEvents({ body: events.slice(from, from + 1_000) }, { retry: true })
}

const folder = await mkdtemp(join(tmpdir(), 'inkling-bench-'))
const stack = await startStack({ dataDir: folder, env: { LOG_LEVEL: 'warn' } })
const children: ChildProcess[] = []
try {
  await loadData(stack)
  const bodies = requestBodies()
  const sample = await fetch(`${stack.url}/api/v1/predictions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${stack.apiKey}`, 'content-type': 'application/json' },
    body: bodies[0] ?? '{}',
  })
  const stub = await forkServer('./stub-server.ts', Buffer.from(await sample.arrayBuffer()).toString('base64'))
  const bare = await forkServer('./bare-proxy.ts', stub.url)
  children.push(stub.child, bare.child)
  const through = {
    gateway: {
      url: stack.url,
      pids: {
        client: process.pid,
        gateway: stack.services.gateway.pid ?? 0,
        prediction: stack.services.prediction.pid ?? 0,
        postgres: stack.postgres.pid ?? 0,
        redis: stack.cacheRedis.pid ?? 0,
      },
    },
    bare: { url: bare.url, pids: { client: process.pid, proxy: bare.child.pid ?? 0, stub: stub.child.pid ?? 0 } },
  }
  const results: { gateway: Round[]; bare: Round[] } = { gateway: [], bare: [] }
  for (let round = -1; round < rounds; round++)
    for (const path of ['gateway', 'bare'] as const) {
      const result = await run(through[path].url, stack.apiKey, through[path].pids, bodies)
      // The first turn of each warms up.
      if (round >= 0) results[path].push(result)
    }
  console.log(
    `\n${rounds} rounds of ${seconds} s in turns, ${connections} connections, ${data.events} events; medians.\n`,
  )
  console.log(
    '| path | requests/s | p50 ms | p90 ms | p99 ms | failures | CPU µs per request |\n|---|---|---|---|---|---|---|',
  )
  const ratio = report('through the gateway', results.gateway) / report('bare http-proxy to a stub', results.bare)
  console.log(`\nratio of requests per second: ${ratio.toFixed(2)}`)
} finally {
  for (const child of children) child.kill()
  await stack.stop()
  await removeDataFolder(folder)
}
