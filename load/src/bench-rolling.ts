/**
 * Starts every process of a stack with two of each again, one after another, while requests arrive at fixed times: 40 %
 * predictions, 20 % each of events, suggestions and searches. Prints what was answered, and how many of the events that
 * were acknowledged are stored.
 *
 *   pnpm bench:rolling [--per-second 150]
 */
import { parseArgs } from 'node:util'
import { createDatabase } from '@inkling/database'
import { type Asked, Balancer } from '@inkling/testing'
import { type Answered, countStatuses, openLoop } from './attacks/open-loop.ts'
import { printHead, printRow } from './table.ts'
import { withStack } from './with-stack.ts'

const { values } = parseArgs({ options: { 'per-second': { type: 'string', default: '150' } } })
const perSecond = Number(values['per-second'])
const users = 200
/** Failures are printed, up to so many. */
const mostTold = 20

function nth(n: number): Asked {
  const [sessionId, itemId] = [`s${n % users}`, `i${(n * 7) % 50}`]
  const event = { id: `event-${n}`, type: 'view', sessionId, itemId }
  const kinds: readonly Asked[] = [
    { method: 'POST', path: 'events', body: event },
    { method: 'POST', path: 'predictions', body: { sessionId, limit: 5 } },
    { method: 'POST', path: 'suggestions', body: { context: { itemIds: [itemId] }, limit: 5 } },
    { method: 'POST', path: 'predictions', body: { recent: [itemId], limit: 5 } },
    { method: 'GET', path: 'search?q=tea' },
  ]
  return kinds[n % kinds.length] as Asked
}

/** Steps and failures are told with their time, so that a failure can be found in the logs. */
const sinceStart = () => `${(performance.now() / 1_000).toFixed(1)} s`

const percentile = (answers: readonly Answered[], share: number) =>
  Math.round(answers.map(({ millis }) => millis).toSorted((a, b) => a - b)[Math.floor(share * answers.length)] ?? 0)

const two = { gateway: 2, prediction: 2, suggestion: 2, search: 2, maintenance: 2, worker: 2 }

await withStack(
  async (stack) => {
    const gateways = new Balancer(stack.gatewayUrls, stack.apiKey)
    const acknowledged = new Set<string>()
    let n = 0
    let told = 0
    async function one(): Promise<number> {
      const asked = nth(n++)
      const { status, text } = await gateways.ask(asked).catch((error: Error) => ({ status: 0, text: String(error) }))
      if ((status >= 300 || status === 0) && told++ < mostTold)
        console.error(sinceStart(), asked.method, asked.path, status, text)
      if (asked.path === 'events' && status === 202) acknowledged.add((asked.body as { id: string }).id)
      return status
    }
    // Processes that have just started are slow, and refuse what would wait too long.
    for (const share of [0.25, 0.5, 1]) await openLoop({ perSecond: Math.ceil(share * perSecond), seconds: 8 }, one)
    const startMs = performance.now()
    let isRolling = true
    const tell = async (name: string) => console.error(`${sinceStart()} ${name} starts again`)
    const rolled = stack.rollingRestart(undefined, tell).finally(() => {
      isRolling = false
    })
    const answers: Answered[] = []
    while (isRolling) answers.push(...(await openLoop({ perSecond, seconds: 2 }, one)))
    await rolled
    const seconds = (performance.now() - startMs) / 1_000
    const owner = createDatabase({ url: stack.ownerUrl, applicationName: 'bench', pool: 1 })
    const [row] = await owner.platform(
      { name: 'count' },
      (sql) => sql<{ stored: number }[]>`
        select count(*)::int as stored from behaviour.events where id = any(${[...acknowledged]})`,
    )
    await owner.close()
    await gateways.close()
    printHead(['processes', 'seconds', 'requests', 'answers', 'refused', 'p50', 'p99', 'events', 'stored'])
    const statuses = countStatuses(answers.map(({ status }) => status))
    const times = [percentile(answers, 0.5), percentile(answers, 0.99)].map((ms) => `${ms} ms`)
    const processes = Object.values(two).reduce((sum, each) => sum + each, 0)
    const events = [acknowledged.size, row?.stored ?? 0]
    printRow([processes, seconds.toFixed(0), answers.length, statuses, gateways.refused, ...times, ...events])
  },
  {},
  { replicas: two },
)
