/**
 * Uncached predictions through the gateway, beside a bare @fastify/http-proxy in front of a stub that answers the same
 * bytes: same client, same connections, in turns within one run. It prints a Markdown table and the ratio of the
 * medians.
 *
 *   pnpm bench:gateway [--rounds 5] [--seconds 5] [--connections 16]
 */
import type { ChildProcess } from 'node:child_process'
import { parseArgs } from 'node:util'
import { createClient } from '@inkling/client'
import { seededRandom } from '@inkling/learning'
import type { Stack } from '@inkling/local'
import { forkServer } from './gateway/fork-server.ts'
import { measureRound, type Round, type Target } from './gateway/measure-round.ts'
import { medianRound } from './gateway/median-round.ts'
import { syntheticEvents } from './synthetic-events.ts'
import { printHead, printRow } from './table.ts'
import { withStack } from './with-stack.ts'

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

function requestBodies(): string[] {
  const random = seededRandom(7)
  const item = () => `item-${Math.floor(random() ** 2 * data.items)}`
  return Array.from({ length: distinctRequests }, () =>
    JSON.stringify({ recent: Array.from({ length: 1 + Math.floor(random() * 5) }, item), limit: 10 }),
  )
}

async function loadData({ url, apiKey }: Stack): Promise<void> {
  const client = createClient({ url, apiKey })
  const events = [...syntheticEvents(data)]
  for (let from = 0; from < events.length; from += 1_000)
    await client.postEvents({ body: events.slice(from, from + 1_000) }, { retry: true })
}

/** The answer to one prediction, which the stub repeats. */
async function sampleAnswer({ url, apiKey }: Stack, body: string): Promise<string> {
  const answer = await fetch(`${url}/api/v1/predictions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
    body,
  })
  return Buffer.from(await answer.arrayBuffer()).toString('base64')
}

function throughGateway({ url, apiKey, services, postgres, cacheRedis }: Stack): Target {
  const pids = {
    client: process.pid,
    gateway: services.gateway.pid ?? 0,
    prediction: services.prediction.pid ?? 0,
    postgres: postgres.pid ?? 0,
    redis: cacheRedis.pid ?? 0,
  }
  return { url, apiKey, pids }
}

function print(name: string, { requestsPerSecond, p50, p90, p99, failures, cpu }: Round): void {
  const processes = Object.entries(cpu).map(([process, micros]) => `${process} ${micros.toFixed(0)}`)
  printRow([name, requestsPerSecond.toFixed(0), p50, p90, p99, failures, processes.join(', ')])
}

async function compare(gateway: Target, bare: Target, bodies: readonly string[]): Promise<void> {
  const results: { gateway: Round[]; bare: Round[] } = { gateway: [], bare: [] }
  for (let round = -1; round < rounds; round++)
    for (const [path, target] of [['gateway', gateway] as const, ['bare', bare] as const]) {
      const result = await measureRound(target, { connections, seconds, bodies })
      // The first round of each warms up.
      if (round >= 0) results[path].push(result)
    }
  const medians = { gateway: medianRound(results.gateway), bare: medianRound(results.bare) }
  console.log(
    `\n${rounds} rounds of ${seconds} s in turns, ${connections} connections, ${data.events} events; medians.\n`,
  )
  printHead(['path', 'requests/s', 'p50 ms', 'p90 ms', 'p99 ms', 'failures', 'CPU µs per request'])
  print('through the gateway', medians.gateway)
  print('bare http-proxy to a stub', medians.bare)
  const ratio = medians.gateway.requestsPerSecond / medians.bare.requestsPerSecond
  console.log(`\nratio of requests per second: ${ratio.toFixed(2)}`)
}

await withStack(async (stack) => {
  await loadData(stack)
  const bodies = requestBodies()
  const children: ChildProcess[] = []
  try {
    const stub = await forkServer('./stub-server.ts', await sampleAnswer(stack, bodies[0] ?? '{}'))
    children.push(stub.child)
    const proxy = await forkServer('./bare-proxy.ts', stub.url)
    children.push(proxy.child)
    const pids = { client: process.pid, proxy: proxy.child.pid ?? 0, stub: stub.child.pid ?? 0 }
    await compare(throughGateway(stack), { url: proxy.url, apiKey: stack.apiKey, pids }, bodies)
  } finally {
    for (const child of children) child.kill()
  }
})
