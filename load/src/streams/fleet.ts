/** A process of many clients of streams, which `bench-streams` steers by messages. */
import WebSocket from 'ws'
import { rankingIn } from './ranking-of.ts'
import { sharedTopic } from './shared-topic.ts'
import type { FleetOrder, FleetReport, FleetRequest } from './start-fleet.ts'

const addresses = 8
const retryMs = 2_000

interface Client {
  readonly index: number
  readonly topics: readonly string[]
  position: string
  /** The newest state of what all follow. */
  ranking: string
  afterMs: number | undefined
}

const clients: Client[] = []
let failures = new Map<string, number>()
let connectMs: number[] = []
/** When the message to all arrived, at each client. */
let arrivals: number[] = []
let gaps = 0
let subscribed = 0
let closedAtMs = 0
let subscribedAtMs = 0

const now = () => performance.timeOrigin + performance.now()

function connect(order: FleetOrder, client: Client): void {
  const query = new URLSearchParams(client.topics.map((topic): [string, string] => ['topic', topic]))
  if (client.position) query.set('since', client.position)
  const startMs = now()
  const socket = new WebSocket(`${order.url}/api/v1/stream?${query}`, ['inkling.v1'], {
    headers: { authorization: `Bearer ${order.key}` },
    localAddress: `127.0.1.${1 + (client.index % addresses)}`,
  })
  let isOpen = false
  socket.once('open', () => {
    isOpen = true
    connectMs.push(now() - startMs)
  })
  socket.on('message', (data) => hear(client, String(data)))
  socket.on('error', (error) => failures.set(error.message, (failures.get(error.message) ?? 0) + 1))
  socket.on('close', () => {
    if (isOpen) {
      closedAtMs ||= now()
      subscribed--
    }
    setTimeout(() => connect(order, client), client.afterMs ?? Math.random() * retryMs)
    client.afterMs = undefined
  })
}

function hear(client: Client, text: string): void {
  const [, position = ''] = /^{"position":"([^"]*)"/.exec(text) ?? []
  if (position) client.position = position
  if (text.includes(`"topic":"${sharedTopic}"`)) {
    arrivals.push(now())
    client.ranking = rankingIn(text) || client.ranking
  }
  if (text.includes('"type":"subscribed"')) {
    subscribed++
    subscribedAtMs = now()
  }
  if (text.includes('"type":"gap"')) gaps++
  if (text.includes('"type":"reconnect"')) client.afterMs = Number(/"afterMs":(\d+)/.exec(text)?.[1] ?? 0)
}

function open(order: FleetOrder): void {
  let opened = 0
  const startMs = now()
  const timer = setInterval(() => {
    const due = Math.min(order.connections, Math.floor(((now() - startMs) / 1_000) * order.perSecond))
    for (; opened < due; opened++) {
      const ownTopics = opened < order.withOwnUser ? [`predictions:user:u${opened}`] : []
      const topics = [sharedTopic, ...ownTopics]
      clients.push({ index: opened, topics, position: '', ranking: '', afterMs: undefined })
      connect(order, clients[opened] as Client)
    }
    if (opened === order.connections) clearInterval(timer)
  }, 5)
}

function report(): FleetReport {
  const { user, system } = process.cpuUsage()
  const counts = { gaps, subscribed, closedAtMs, subscribedAtMs, cpuMicros: user + system }
  return { ...counts, failures: Object.fromEntries(failures) }
}

/** Takes what was measured since the last time, so that a look at the counts costs little. */
function take() {
  const taken = { connectMs, arrivals }
  connectMs = []
  arrivals = []
  return taken
}

process.on('message', (message: FleetRequest) => {
  if (message === 'report') process.send?.(report())
  else if (message === 'take') process.send?.(take())
  else if (message === 'rankings') process.send?.(clients.map(({ ranking }) => ranking))
  else if (message === 'restart') {
    failures = new Map()
    gaps = 0
    closedAtMs = 0
  } else open(message)
})
