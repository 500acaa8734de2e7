/**
 * What a suggestion costs beside a prediction, and what learning metrics cost after many answers.
 *
 *   pnpm bench:suggest [--seconds 20] [--per-second 150] [--answers 30000]
 *   pnpm bench:suggest --placements [--seconds 20] [--per-second 150]
 *   pnpm bench:suggest --beside FOLDER
 *
 * Predictions and suggestions are sent in turns within one open loop, to people and to nobody, on the population of the
 * traffic mix. Then the kinds are sent in rounds, four calls at a time, and the processor time of each process is read:
 * it tells more than times do on a machine that is not quiet. Then many answers with feedback are recorded, before and
 * after which the learning metrics are read, from their service, past the cache of the gateway.
 *
 * With --placements, suggestions of three placements are compared with a prediction instead: one without randomised
 * answers, one with a running A/B test, and one with a league of three challengers, of which one has a rule that search
 * must read.
 *
 * With --beside, only the processor times are read, of this working tree and of another one in turns: two commits are
 * compared on one machine at one time.
 */
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { createClient } from '@inkling/client'
import { seededRandom } from '@inkling/learning'
import { removeDataFolder, type Stack, type startStack } from '@inkling/local'
import { createDraw, populate, type Tenant } from './mix/population.ts'
import { cpuMicros, familyCpuMicros } from './process-usage.ts'
import { percentile } from './search/timed.ts'
import { printHead, printRow } from './table.ts'
import { withStack } from './with-stack.ts'

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '20' },
    'per-second': { type: 'string', default: '150' },
    answers: { type: 'string', default: '30000' },
    placements: { type: 'boolean', default: false },
    beside: { type: 'string' },
  },
})
const [seconds, perSecond, answers] = [values.seconds, values['per-second'], values.answers].map(Number) as [
  number,
  number,
  number,
]
const warmSeconds = 5
const env = { LOG_LEVEL: 'warn', LOAD_LEVEL: 'normal' }
const atOnce = 16
/** Each kind of calls in turns, so that all see one machine; what is compiled in the first rounds does not count. */
const [warmRounds, measuredRounds, callsPerRound] = [2, 5, 100]

type Client = ReturnType<typeof createClient>
type Draw = ReturnType<typeof createDraw>
type Call = (client: Client, draw: Draw) => Promise<unknown>

const person = (draw: Draw) => `user-${Math.floor(draw.random() * 500)}`
const item = (draw: Draw) => `item-${Math.floor(200 ** draw.random()) - 1}`
const prediction: Call = (client, draw) =>
  client.predict({ body: { userId: person(draw), recent: [item(draw)], limit: 5 } })
/** Equal requests but for what they ask. */
const mixedCalls: Readonly<Record<string, Call>> = {
  prediction,
  'suggestion to a person': (client, draw) =>
    client.suggest({ body: { userId: person(draw), context: { itemIds: [item(draw)] }, limit: 5 } }),
  'suggestion to nobody': (client, draw) => client.suggest({ body: { context: { itemIds: [item(draw)] }, limit: 5 } }),
}

const ofPlacement =
  (scenario: string): Call =>
  (client, draw) =>
    client.suggest({ body: { scenario, userId: person(draw), context: { itemIds: [item(draw)] }, limit: 5 } })
const placementCalls: Readonly<Record<string, Call>> = {
  prediction,
  'suggestion of a plain placement': ofPlacement('plain'),
  'the same with an A/B test': ofPlacement('tested'),
  'the same with five challengers, 5 % swapped': ofPlacement('league'),
}

async function preparePlacements(client: Client): Promise<void> {
  for (const id of ['plain', 'tested', 'league'])
    await client.putScenario({ params: { id }, body: { explorationRate: 0, swapRate: id === 'league' ? 0.05 : 0 } })
  const treatment = { weights: { textSimilarity: 6 } }
  await client.createExperiment({ body: { name: 'Bench', scenario: 'tested', design: 'ab', treatment } })
  const challengers = {
    words: treatment,
    trend: { weights: { trend: 6 } },
    kind: { boost: [{ filter: 'kind = "page"', factor: 2 }] },
  }
  for (const [name, rules] of Object.entries(challengers))
    await client.putChallenger({ params: { name }, body: { scenario: 'league', rules } })
}

/** Sends the calls in turns, at random times (Poisson). Returns the milliseconds of each. */
async function sendInTurns(
  client: Client,
  draw: Draw,
  forSeconds: number,
  calls: typeof mixedCalls,
): Promise<Map<string, number[]>> {
  const times = new Map(Object.keys(calls).map((name) => [name, [] as number[]]))
  const underWay: Promise<void>[] = []
  const endMs = performance.now() + forSeconds * 1_000
  let turn = 0
  for (let dueMs = performance.now(); dueMs < endMs; ) {
    dueMs -= (Math.log(1 - draw.random()) * 1_000) / perSecond
    await delay(Math.max(0, dueMs - performance.now()))
    const [name, call] = Object.entries(calls)[turn++ % Object.keys(calls).length] as [string, Call]
    const startedMs = performance.now()
    underWay.push(
      call(client, draw).then(
        () => void times.get(name)?.push(performance.now() - startedMs),
        () => {},
      ),
    )
  }
  await Promise.all(underWay)
  return times
}

/** The median of so many reads of the learning metrics, each of another window from `firstHours` on: none is kept. */
async function metricsMs(client: Client, firstHours: number, reads = 40): Promise<number> {
  const times: number[] = []
  for (let n = 0; n < reads; n++) {
    const startedMs = performance.now()
    await client.getLearningMetrics({ query: { window: `${firstHours + n}h` } })
    times.push(performance.now() - startedMs)
  }
  return percentile(times, 0.5)
}

/** Answers of which one in ten is clicked. */
async function answerMuch(client: Client, draw: Draw, count: number): Promise<void> {
  const random = seededRandom(7)
  let left = count
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      while (left-- > 0) {
        const body = { userId: person(draw), context: { itemIds: [item(draw)] }, limit: 5 }
        const { receiptId, data } = await client.suggest({ body })
        const [first] = data
        if (first && random() < 0.1)
          await client.postFeedback({ body: { receiptId, itemId: first.itemId, signal: 'click' } })
      }
    }),
  )
}

/** A stack with a tenant that has a past. */
interface Measured {
  readonly name: string
  readonly stack: Stack
  readonly client: Client
  readonly draw: Draw
}

async function prepare(name: string, stack: Stack): Promise<Measured> {
  const [tenant] = (await populate(stack, ['bench'])) as [Tenant]
  return { name, stack, client: createClient({ url: stack.url, apiKey: tenant.key }), draw: createDraw([tenant]) }
}

/** The processor time of a call in each process, in microseconds, once their code is compiled. */
async function printProcessorTimes(stacks: readonly Measured[], calls: typeof mixedCalls): Promise<void> {
  const names = ['gateway', 'suggestion', 'prediction', 'search'] as const
  const read = ({ services, postgres }: Stack) => [
    ...names.map((name) => cpuMicros(services[name].pid ?? 0)),
    familyCpuMicros(postgres.pid ?? 0),
  ]
  const kinds = Object.entries(calls).flatMap(([kind, call]) => stacks.map((of) => ({ kind, call, of })))
  const spent = kinds.map(() => [0, 0, 0, 0, 0])
  for (let round = -warmRounds; round < measuredRounds; round++)
    for (const [n, { call, of }] of kinds.entries()) {
      const before = read(of.stack)
      let left = callsPerRound
      await Promise.all(
        Array.from({ length: 4 }, async () => {
          while (left-- > 0) await call(of.client, of.draw)
        }),
      )
      const added = read(of.stack).map((micros, p) => (micros - (before[p] ?? 0)) / (callsPerRound * measuredRounds))
      if (round >= 0) spent[n] = added.map((micros, p) => micros + (spent[n]?.[p] ?? 0))
    }
  printHead(['processor time of a call, µs', ...names, 'postgres', 'all', 'all / the first'])
  const sums = spent.map((own) => own.reduce((sum, micros) => sum + micros, 0))
  for (const [n, { kind, of }] of kinds.entries()) {
    const [all = 0, base = 0] = [sums[n], sums[kinds.findIndex((one) => one.of === of)]]
    const title = stacks.length > 1 ? `${kind} (${of.name})` : kind
    printRow([title, ...(spent[n] ?? []).map(Math.round), Math.round(all), (all / base).toFixed(2)])
  }
}

/** @param folder another working tree, installed */
async function compareWith(folder: string, stack: Stack): Promise<void> {
  const other = (await import(join(resolve(folder), 'infra/local/src/index.ts'))) as { startStack: typeof startStack }
  const dataDir = await mkdtemp(join(tmpdir(), 'inkling-bench-'))
  const beside = await other.startStack({ dataDir, env })
  try {
    const both = [await prepare('beside', beside), await prepare('this', stack)]
    await printProcessorTimes(both, mixedCalls)
  } finally {
    await beside.stop()
    await removeDataFolder(dataDir)
  }
}

async function measure(stack: Stack): Promise<void> {
  if (values.beside !== undefined) return compareWith(values.beside, stack)
  const prepared = await prepare('this', stack)
  const { client, draw } = prepared
  if (values.placements) await preparePlacements(client)
  const compared = values.placements ? placementCalls : mixedCalls
  await sendInTurns(client, draw, warmSeconds, compared)
  const times = await sendInTurns(client, draw, seconds, compared)
  const [first = ''] = Object.keys(compared)
  const base = percentile(times.get(first) ?? [], 0.5)
  printHead(['call', 'calls', 'p50 ms', 'p95 ms', `p50 / ${first}`])
  for (const [name, own] of times) {
    const [p50, p95] = [percentile(own, 0.5), percentile(own, 0.95)]
    printRow([name, own.length, p50.toFixed(1), p95.toFixed(1), (p50 / base).toFixed(2)])
  }
  await printProcessorTimes([prepared], compared)
  if (values.placements) return
  const before = await metricsMs(client, 100)
  await answerMuch(client, draw, answers)
  printHead(['answers', 'learning metrics, p50 ms'])
  printRow(['few', before.toFixed(1)])
  printRow([answers, (await metricsMs(client, 200)).toFixed(1)])
}

await withStack(measure, env)
