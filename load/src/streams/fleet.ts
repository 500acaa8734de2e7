/** A process of many clients of streams, which `bench-streams` steers by messages. */
import WebSocket from 'ws'
import { sharedTopic } from './shared-topic.ts'

interface Fleet {
  readonly url: string
  readonly key: string
  readonly clients: number
  readonly perSecond: number
  /** The first so many also follow a user of their own. */
  readonly withOwnUser: number
}

const addresses = 8
const retryMs = 2_000

interface Client {
  readonly index: number
  readonly topics: readonly string[]
  position: string
  afterMs: number | undefined
}

const connectMs: number[] = []
const failures = new Map<string, number>()
/** When the message to all arrived, at each client. */
let arrivals: number[] = []
let gaps = 0
let subscribed = 0
let closedAtMs = 0
let resumedAtMs = 0

const now = () => performance.timeOrigin + performance.now()

function connect(fleet: Fleet, client: Client): void {
  const query = new URLSearchParams(client.topics.map((topic): [string, string] => ['topic', topic]))
  if (client.position) query.set('since', client.position)
  const startMs = now()
  const socket = new WebSocket(`${fleet.url}/api/v1/stream?${query}`, ['inkling.v1'], {
    headers: { authorization: `Bearer ${fleet.key}` },
    localAddress: `127.0.1.${1 + (client.index % addresses)}`,
  })
  socket.once('open', () => connectMs.push(now() - startMs))
  socket.on('message', (data) => hear(client, String(data)))
  socket.on('error', (error) => failures.set(error.message, (failures.get(error.message) ?? 0) + 1))
  socket.on('close', () => {
    closedAtMs ||= now()
    subscribed = Math.min(subscribed, fleet.clients - 1)
    setTimeout(() => connect(fleet, client), client.afterMs ?? Math.random() * retryMs)
    client.afterMs = undefined
  })
}

function hear(client: Client, text: string): void {
  const [, position = ''] = /^{"position":"([^"]*)"/.exec(text) ?? []
  if (position) client.position = position
  if (text.includes('"type":"subscribed"')) {
    subscribed++
    resumedAtMs = now()
  }
  if (text.includes('"type":"gap"')) gaps++
  if (text.includes('"type":"reconnect"')) client.afterMs = Number(/"afterMs":(\d+)/.exec(text)?.[1] ?? 0)
  if (text.includes(`"topic":"${sharedTopic}"`)) arrivals.push(now())
}

function open(fleet: Fleet): void {
  let opened = 0
  const startMs = now()
  const timer = setInterval(() => {
    const due = Math.min(fleet.clients, Math.floor(((now() - startMs) / 1_000) * fleet.perSecond))
    for (; opened < due; opened++) {
      const ownTopics = opened < fleet.withOwnUser ? [`predictions:user:u${opened}`] : []
      connect(fleet, { index: opened, topics: [sharedTopic, ...ownTopics], position: '', afterMs: undefined })
    }
    if (opened === fleet.clients) clearInterval(timer)
  }, 5)
}

process.on('message', (message: Fleet | 'report' | 'restart') => {
  if (message === 'report') {
    const facts = { connectMs, arrivals, gaps, subscribed, closedAtMs, resumedAtMs }
    process.send?.({ ...facts, failures: Object.fromEntries(failures) })
    arrivals = []
  } else if (message === 'restart') {
    connectMs.length = 0
    failures.clear()
    subscribed = 0
    gaps = 0
    closedAtMs = 0
  } else open(message)
})
