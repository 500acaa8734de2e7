/**
 * What one gateway holds of streams: clients in another process, from eight loopback addresses, connect at a rate; all
 * follow one user, some also one of their own. Then events arrive at a rate, and each second one that concerns all.
 * Then a reader of one byte a second joins. At last the gateway restarts, and all return. It prints a Markdown table.
 * Both processes need a file descriptor per client: `ulimit -n` must be above --clients.
 *
 *   pnpm bench:streams [--clients 10000] [--per-second 500] [--events 100] [--seconds 30]
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { createClient } from '@inkling/client'
import { cpuMicros, memoryOf } from './process-usage.ts'
import { percentile } from './search/timed.ts'
import { slowReader } from './streams/slow-reader.ts'
import { printHead, printRow } from './table.ts'
import { withStack } from './with-stack.ts'

const { values } = parseArgs({
  options: {
    clients: { type: 'string', default: '10000' },
    'per-second': { type: 'string', default: '500' },
    events: { type: 'string', default: '100' },
    seconds: { type: 'string', default: '30' },
  },
})
const [clients, perSecond] = [Number(values.clients), Number(values['per-second'])]
const [eventsPerSecond, seconds] = [Number(values.events), Number(values.seconds)]
const withOwnUser = Math.min(1_000, clients)
const items = ['a', 'b', 'c']
const settleMs = 3_000

interface Report {
  readonly connectMs: number[]
  readonly arrivals: number[]
  readonly gaps: number
  readonly subscribed: number
  readonly closedAtMs: number
  readonly resumedAtMs: number
  readonly failures: Readonly<Record<string, number>>
}

function startFleet() {
  const child = fork(fileURLToPath(new URL('./streams/fleet.ts', import.meta.url)))
  return {
    child,
    send: (message: object | string) => void child.send(message),
    async report(): Promise<Report> {
      const answer = once(child, 'message')
      child.send('report')
      return (await answer)[0] as Report
    },
  }
}
type Fleet = ReturnType<typeof startFleet>
type Client = ReturnType<typeof createClient>

const view = (userId: string, n: number) => ({ type: 'view', userId, itemId: items[n % items.length] ?? '' })

const ms = (millis: readonly number[], share: number) => `${percentile(millis, share).toFixed(0)} ms`

async function until(fleet: Fleet, isReached: (report: Report) => boolean, withinMs: number): Promise<Report> {
  const endMs = Date.now() + withinMs
  for (;;) {
    const report = await fleet.report()
    if (isReached(report) || Date.now() > endMs) return report
    await delay(200)
  }
}

interface Ran {
  readonly latencies: readonly number[]
  readonly missing: number
  readonly refused: number
  /** Seconds of processor time per second. */
  readonly cpu: number
}

/** Sends events at a rate, and each second one for all; measures how long each took to reach each client. */
async function run(tenant: Pick<Client, 'postEvents'>, fleet: Fleet, gatewayPid: number): Promise<Ran> {
  const latencies: number[] = []
  let [missing, refused, ownEvents] = [0, 0, 0]
  const cpuBefore = cpuMicros(gatewayPid)
  const own = () => {
    const user = ownEvents++ % withOwnUser
    const event = view(`u${user}`, Math.floor(ownEvents / withOwnUser))
    tenant.postEvents({ body: event }).catch(() => refused++)
  }
  for (let second = 0; second < seconds; second++) {
    const startMs = performance.now()
    await tenant.postEvents({ body: view('all', second) }, { retry: true })
    for (let n = 0; n < eventsPerSecond; n++) {
      own()
      await delay(Math.max(0, (n * 900) / eventsPerSecond - (performance.now() - startMs)))
    }
    await delay(Math.max(0, startMs + 1_000 - performance.now()))
    const { arrivals } = await fleet.report()
    missing += clients - arrivals.length
    latencies.push(...arrivals.map((atMs) => atMs - performance.timeOrigin - startMs))
  }
  await delay(settleMs)
  missing -= (await fleet.report()).arrivals.length
  const cpu = (cpuMicros(gatewayPid) - cpuBefore) / 1e6 / (seconds + settleMs / 1_000)
  return { latencies, missing, refused, cpu }
}

interface Results {
  readonly connected: Report
  readonly quiet: Ran
  readonly slow: Ran
  readonly resumed: Report
  /** Per stream. */
  readonly openKb: number
  readonly heldKb: number
}

function print({ connected, quiet, slow, resumed, openKb, heldKb }: Results): void {
  printHead(['measure', 'result'])
  printRow(['streams open', `${connected.subscribed} of ${clients}`])
  printRow([
    `connect at ${perSecond}/s, p50, p95, p99`,
    [0.5, 0.95, 0.99].map((p) => ms(connected.connectMs, p)).join(', '),
  ])
  printRow(['gateway memory per stream', `${openKb.toFixed(1)} kB`])
  printRow(['the same at the end', `${heldKb.toFixed(1)} kB`])
  printRow(['one event to all, p50, p99', `${ms(quiet.latencies, 0.5)}, ${ms(quiet.latencies, 0.99)}`])
  printRow(['messages to all that did not arrive', quiet.missing])
  printRow(['events that were refused (503)', quiet.refused + slow.refused])
  printRow([`gateway processor at ${eventsPerSecond} events/s`, `${(100 * quiet.cpu).toFixed(0)} % of a core`])
  printRow(['with a reader of 1 byte/s, p50, p99', `${ms(slow.latencies, 0.5)}, ${ms(slow.latencies, 0.99)}`])
  printRow(['resumed after a restart', `${resumed.subscribed} of ${clients}`])
  printRow([
    'the last after',
    `${((resumed.resumedAtMs - resumed.closedAtMs) / 1_000).toFixed(1)} s, ${resumed.gaps} gaps`,
  ])
  console.log(JSON.stringify({ connecting: connected.failures, returning: resumed.failures }))
}

await withStack(
  async (stack) => {
    const admin = createClient({ url: stack.url, apiKey: stack.adminKey })
    const { apiKey } = await admin.createTenant({ body: { id: 'streams', plan: 'scale' } })
    const tenant = createClient({ url: stack.url, apiKey: apiKey.key })
    const past = Array.from({ length: 100 }, (_, user) => items.map((_item, n) => view(`past-${user}`, n))).flat()
    await tenant.postEvents({ body: past })
    const gatewayPid = () => stack.services.gateway.pid ?? 0
    const rssKb = () => memoryOf(gatewayPid()).rssBytes / 1024

    const fleet = startFleet()
    const emptyKb = rssKb()
    fleet.send({ url: stack.url.replace('http', 'ws'), key: apiKey.key, clients, perSecond, withOwnUser })
    const connected = await until(fleet, ({ subscribed }) => subscribed >= clients, 90_000)
    await delay(settleMs)
    const openKb = rssKb()
    await fleet.report()

    const quiet = await run(tenant, fleet, gatewayPid())
    const topics = Array.from({ length: 99 }, (_, n) => `predictions:user:u${n}`)
    const endSlow = slowReader(stack.url, apiKey.key, ['predictions:user:all', ...topics])
    const slow = await run(tenant, fleet, gatewayPid())
    endSlow()
    const heldKb = rssKb()

    fleet.send('restart')
    stack.services.gateway.kill('SIGTERM')
    await tenant.postEvents({ body: view('all', 1) }, { retry: true }).catch(() => {})
    const resumed = await until(fleet, ({ subscribed }) => subscribed >= clients, 60_000)
    fleet.child.kill()

    print({
      connected,
      quiet,
      slow,
      resumed,
      openKb: (openKb - emptyKb) / clients,
      heldKb: (heldKb - emptyKb) / clients,
    })
  },
  {
    LOAD_LEVEL: 'normal',
    STREAMS_MAX: '20000',
    STREAMS_PER_ADDRESS: '20000',
  },
)
