/**
 * What a suggestion costs beside a prediction, and what learning metrics cost after many answers.
 *
 *   pnpm bench:suggest [--seconds 20] [--per-second 150] [--answers 30000]
 *   pnpm bench:suggest --placements [--seconds 20] [--per-second 150]
 *
 * Predictions and suggestions are sent in turns within one open loop, to people and to nobody, on the population of the
 * traffic mix. Then the kinds are sent in rounds, four calls at a time, and the processor time of each process is read:
 * it tells more than times do on a machine that is not quiet. Then many answers with feedback are recorded, before and
 * after which the learning metrics are read, from their service, past the cache of the gateway.
 *
 * With --placements, suggestions of three placements are compared with a prediction instead: one without randomised
 * answers, one with a running A/B test, and one with a league of three challengers, of which one has a rule that search
 * must read.
 */
import { setTimeout as delay } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { createClient } from '@inkling/client'
import { seededRandom } from '@inkling/learning'
import type { Stack } from '@inkling/local'
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
  },
})
const [seconds, perSecond, answers] = [values.seconds, values['per-second'], values.answers].map(Number) as [
  number,
  number,
  number,
]
const warmSeconds = 5
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

/** The processor time of a call in each process, in microseconds, once their code is compiled. */
async function printProcessorTimes(stack: Stack, client: Client, draw: Draw, calls: typeof mixedCalls): Promise<void> {
  const { services, postgres } = stack
  const names = ['gateway', 'suggestion', 'prediction', 'search'] as const
  const read = () => [...names.map((name) => cpuMicros(services[name].pid ?? 0)), familyCpuMicros(postgres.pid ?? 0)]
  const spent = new Map(Object.keys(calls).map((kind) => [kind, read().map(() => 0)]))
  for (let round = -warmRounds; round < measuredRounds; round++)
    for (const [kind, call] of Object.entries(calls)) {
      const before = read()
      let left = callsPerRound
      await Promise.all(
        Array.from({ length: 4 }, async () => {
          while (left-- > 0) await call(client, draw)
        }),
      )
      const added = read().map((micros, n) => (micros - (before[n] ?? 0)) / (callsPerRound * measuredRounds))
      if (round >= 0) spent.set(kind, spent.get(kind)?.map((sum, n) => sum + (added[n] ?? 0)) ?? added)
    }
  printHead(['processor time of a call, µs', ...names, 'postgres', 'all', 'all / the first'])
  let base = 0
  for (const [kind, own] of spent) {
    const all = own.reduce((sum, micros) => sum + micros, 0)
    base ||= all
    printRow([kind, ...own.map(Math.round), Math.round(all), (all / base).toFixed(2)])
  }
}

async function measure(stack: Stack): Promise<void> {
  const [tenant] = (await populate(stack, ['bench'])) as [Tenant]
  const client = createClient({ url: stack.url, apiKey: tenant.key })
  const draw = createDraw([tenant])
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
  await printProcessorTimes(stack, client, draw, compared)
  if (values.placements) return
  const before = await metricsMs(client, 100)
  await answerMuch(client, draw, answers)
  printHead(['answers', 'learning metrics, p50 ms'])
  printRow(['few', before.toFixed(1)])
  printRow([answers, (await metricsMs(client, 200)).toFixed(1)])
}

await withStack(measure, { LOAD_LEVEL: 'normal' })
