/**
 * What one gateway holds of streams: clients in another process, from eight loopback addresses, connect at a rate; all
 * follow one user, some also one of their own. Then events arrive at a rate, and each second one that concerns all; in
 * the second and the fourth quarter of the time beside a reader of one byte a second. At last the gateway restarts, and
 * all return. It prints a Markdown table. Both processes need a file descriptor per client: `ulimit -n`.
 *
 *   pnpm bench:streams [--connections 10000] [--per-second 500] [--events 100] [--hold 60] [--profile FOLDER]
 *
 * `--hold` is in seconds: 600 holds ten minutes. `--profile` also records what the gateway does while clients connect,
 * and during the first quarter; that makes it slower.
 */
import { setTimeout as delay } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { createClient } from '@inkling/client'
import type { Stack } from '@inkling/local'
import { memoryOf } from './process-usage.ts'
import { gcPauses } from './streams/gc-pauses.ts'
import { type Measured, measured } from './streams/measured.ts'
import { printResults } from './streams/print-results.ts'
import { profiled } from './streams/profiled.ts'
import { type SendEvents, type Sent, sendEvents, view } from './streams/send-events.ts'
import { sharedTopic } from './streams/shared-topic.ts'
import { slowReader } from './streams/slow-reader.ts'
import { type Fleet, startFleet } from './streams/start-fleet.ts'
import { withStack } from './with-stack.ts'

const { values } = parseArgs({
  options: {
    connections: { type: 'string', default: '10000' },
    'per-second': { type: 'string', default: '500' },
    events: { type: 'string', default: '100' },
    hold: { type: 'string', default: '60' },
    profile: { type: 'string' },
  },
})
const [connections, perSecond] = [Number(values.connections), Number(values['per-second'])]
const [eventsPerSecond, holdSeconds] = [Number(values.events), Number(values.hold)]
const withOwnUser = Math.min(1_000, connections)
const settleMs = 3_000
const openWithinMs = 120_000

type Admin = ReturnType<typeof createClient>

const gatewayPid = (stack: Stack) => stack.services.gateway.pid ?? 0
const rssKb = (stack: Stack) => memoryOf(gatewayPid(stack)).rssBytes / 1024
const allOpen = (fleet: Fleet) => fleet.until(({ subscribed }) => subscribed >= connections, openWithinMs)

/** Records a profile meanwhile if one was asked for. */
const maybeProfiled = <T>(admin: Admin, name: string, seconds: number, work: () => Promise<T>): Promise<T> =>
  values.profile === undefined ? work() : profiled({ admin, folder: values.profile, name, seconds }, work)

/** A quarter of the time with a slow reader. */
async function besideSlowReader(stack: Stack, key: string, quarter: SendEvents): Promise<Sent> {
  const ownTopics = Array.from({ length: 99 }, (_, n) => `predictions:user:u${n}`)
  const end = slowReader(stack.url, key, [sharedTopic, ...ownTopics])
  return sendEvents(quarter).finally(end)
}

async function hold(stack: Stack, admin: Admin, key: string, quarter: SendEvents) {
  const quiet: Measured<Sent>[] = []
  const slow: Measured<Sent>[] = []
  for (const name of ['events', undefined]) {
    const work = () => sendEvents(quarter)
    const seconds = quarter.seconds
    const first = name === undefined ? work : () => maybeProfiled(admin, name, seconds, work)
    quiet.push(await measured(gatewayPid(stack), quarter.fleet, first))
    slow.push(await measured(gatewayPid(stack), quarter.fleet, () => besideSlowReader(stack, key, quarter)))
  }
  return { quiet, slow }
}

async function restart(stack: Stack, fleet: Fleet) {
  fleet.tell('restart')
  stack.services.gateway.kill('SIGTERM')
  await fleet.until(({ closedAtMs }) => closedAtMs > 0, openWithinMs)
  const resumed = await allOpen(fleet)
  return { resumed, returnMs: (await fleet.take()).connectMs }
}

async function bench(stack: Stack): Promise<void> {
  const admin = createClient({ url: stack.url, apiKey: stack.adminKey, timeoutMs: 60_000 })
  const { apiKey } = await admin.createTenant({ body: { id: 'streams', plan: 'scale' } })
  const tenant = createClient({ url: stack.url, apiKey: apiKey.key })
  await tenant.postEvents({ body: Array.from({ length: 300 }, (_, n) => view(`past-${Math.floor(n / 3)}`, n)) })

  const fleet = startFleet()
  const emptyKb = rssKb(stack)
  const perStream = () => (rssKb(stack) - emptyKb) / connections
  fleet.tell({ url: stack.url.replace('http', 'ws'), key: apiKey.key, connections, perSecond, withOwnUser })
  const seconds = Math.ceil(connections / perSecond)
  const pausesSince = await gcPauses(admin)
  const connected = await measured(gatewayPid(stack), fleet, () =>
    maybeProfiled(admin, 'connect', seconds, () => allOpen(fleet)),
  )
  const pauses = await pausesSince()
  await delay(settleMs)
  const openKb = perStream()
  const { connectMs } = await fleet.take()

  const quarter = { tenant, fleet, connections, withOwnUser, eventsPerSecond, seconds: Math.ceil(holdSeconds / 4) }
  const { quiet, slow } = await hold(stack, admin, apiKey.key, quarter)
  const [heldKb, held] = [perStream(), await fleet.report()]
  const { resumed, returnMs } = await restart(stack, fleet)
  fleet.end()
  const asked = { connections, perSecond, eventsPerSecond, holdSeconds }
  printResults({ ...asked, connected, connectMs, pauses, openKb, heldKb, held, quiet, slow, resumed, returnMs })
}

await withStack(bench, { LOAD_LEVEL: 'normal', STREAMS_MAX: '20000', STREAMS_PER_ADDRESS: '20000' })
