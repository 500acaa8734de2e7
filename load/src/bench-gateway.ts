/**
 * Uncached predictions through the gateway, beside a bare @fastify/http-proxy in front of a stub that answers the same
 * bytes: same client, same connections, in turns within one run. A second gateway in front of such a stub shows the hop
 * without the prediction, and a bare proxy in front of a stub that computes as long as a prediction shows what a hop
 * costs at the rate of predictions, at which it wakes for each request. It prints a Markdown table and the ratios of
 * the medians. No level of load changes the answers.
 *
 *   pnpm bench:gateway [--rounds 5] [--seconds 5] [--connections 16] [--warm-up 10000] [--work 250]
 *
 * --warm-up  requests to each path before it is measured
 * --work     CPU microseconds that the computing stub takes for an answer
 */
import type { ChildProcess } from 'node:child_process'
import { parseArgs } from 'node:util'
import type { Stack } from '@inkling/local'
import { measureRound, type Round, type Target, warmUp } from './gateway/measure-round.ts'
import { medianRound } from './gateway/median-round.ts'
import { loadData, requestBodies } from './gateway/prediction-load.ts'
import { paths, startTargets, type Targets } from './gateway/start-targets.ts'
import { printHead, printRow } from './table.ts'
import { withStack } from './with-stack.ts'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '5' },
    connections: { type: 'string', default: '16' },
    'warm-up': { type: 'string', default: '10000' },
    work: { type: 'string', default: '250' },
  },
})
const [rounds, seconds, connections] = [Number(values.rounds), Number(values.seconds), Number(values.connections)]
const events = 50_000

/** The answer to one prediction, which the stub repeats. */
async function sampleAnswer({ url, apiKey }: Stack, body: string): Promise<string> {
  const answer = await fetch(`${url}/api/v1/predictions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
    body,
  })
  return Buffer.from(await answer.arrayBuffer()).toString('base64')
}

type Medians = Readonly<Record<keyof typeof paths, Round>>

function print(medians: Medians): void {
  const micros = ({ cpu }: Round, process: string) => cpu[process]?.toFixed(0) ?? ''
  const columns = ['hop', 'service', 'client', 'postgres', 'redis']
  printHead(['path', 'requests/s', 'p50 ms', 'p90 ms', 'p99 ms', 'failures', ...columns.map((name) => `${name} µs`)])
  for (const [path, name] of Object.entries(paths)) {
    const round = medians[path as keyof typeof paths]
    const { requestsPerSecond, p50, p90, p99, failures } = round
    printRow([name, requestsPerSecond.toFixed(0), p50, p90, p99, failures, ...columns.map((one) => micros(round, one))])
  }
  for (const beside of ['bare', 'computing'] as const) {
    console.log(`\nBeside the ${paths[beside]} (1.00):\n`)
    printHead(['path', 'requests/s', 'CPU of the hop per request'])
    for (const path of ['gateway', 'compressed', 'stubbed'] as const)
      printRow([paths[path], ...ratios(medians[path], medians[beside])])
  }
}

function ratios(round: Round, beside: Round): string[] {
  const of = (pick: (round: Round) => number) => (pick(round) / pick(beside)).toFixed(2)
  return [of(({ requestsPerSecond }) => requestsPerSecond), of(({ cpu }) => cpu.hop ?? Number.NaN)]
}

async function compare(targets: Targets, bodies: readonly string[]): Promise<Medians> {
  const results: Record<keyof typeof paths, Round[]> = {
    gateway: [],
    compressed: [],
    stubbed: [],
    bare: [],
    computing: [],
  }
  const turns = Object.entries(targets) as [keyof typeof paths, Target][]
  const load = { connections, bodies }
  for (const [, target] of turns) await warmUp(target, load, Number(values['warm-up']))
  for (let round = 0; round < rounds; round++)
    for (const [path, target] of turns) results[path].push(await measureRound(target, { ...load, seconds }))
  return Object.fromEntries(turns.map(([path]) => [path, medianRound(results[path])])) as Record<
    keyof typeof paths,
    Round
  >
}

await withStack(
  async (stack) => {
    await loadData(stack, events)
    const bodies = requestBodies()
    const children: ChildProcess[] = []
    try {
      const answer = await sampleAnswer(stack, bodies[0] ?? '{}')
      const medians = await compare(await startTargets(stack, answer, values.work, children), bodies)
      const bytes = Buffer.from(answer, 'base64').length
      console.log(`\n${rounds} rounds of ${seconds} s in turns, ${connections} connections, ${events} events;`)
      console.log(`answers of ${bytes} bytes; medians; CPU microseconds per request.\n`)
      print(medians)
    } finally {
      for (const child of children) child.kill()
    }
  },
  { LOAD_LEVEL: 'normal' },
)
