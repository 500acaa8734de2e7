import { setTimeout as delay } from 'node:timers/promises'
import type { createClient } from '@inkling/client'
import { rankingOf } from './ranking-of.ts'
import { sharedTopic } from './shared-topic.ts'
import type { Fleet } from './start-fleet.ts'

export interface SendEvents {
  readonly tenant: Pick<ReturnType<typeof createClient>, 'postEvents' | 'stream'>
  readonly fleet: Fleet
  readonly connections: number
  readonly withOwnUser: number
  readonly eventsPerSecond: number
  readonly seconds: number
}

export interface Sent {
  /** From an event that concerns all to each client. */
  readonly latencies: readonly number[]
  /** From the first client of such an event to the last. */
  readonly spreads: readonly number[]
  /** Events that a client was told of together with a later one: it gets the newest state. */
  readonly coalesced: number
  /** Clients that lack the newest state at the end. */
  readonly behind: number
  readonly refused: number
}

const items = ['a', 'b', 'c']
const settleMs = 3_000
let sent = 0

export const view = (userId: string, n: number) => ({ type: 'view', userId, itemId: items[n % items.length] ?? '' })

/** Sends events at a rate, and each second one for all; measures how long that took to reach each client. */
export async function sendEvents({ tenant, fleet, eventsPerSecond, seconds, ...of }: SendEvents): Promise<Sent> {
  const latencies: number[] = []
  const spreads: number[] = []
  let [coalesced, refused, ownEvents] = [0, 0, 0]
  const own = () => {
    const user = ownEvents++ % of.withOwnUser
    tenant.postEvents({ body: view(`u${user}`, Math.floor(ownEvents / of.withOwnUser)) }).catch(() => refused++)
  }
  await fleet.take()
  for (let second = 0; second < seconds; second++) {
    const startMs = performance.now()
    await tenant.postEvents({ body: view('all', sent++) }, { retry: true })
    for (let n = 0; n < eventsPerSecond; n++) {
      own()
      await delay(Math.max(0, (n * 900) / eventsPerSecond - (performance.now() - startMs)))
    }
    await delay(Math.max(0, startMs + 1_000 - performance.now()))
    const { arrivals } = await fleet.take()
    coalesced += of.connections - arrivals.length
    for (const atMs of arrivals) latencies.push(atMs - performance.timeOrigin - startMs)
    spreads.push(arrivals.reduce((a, b) => Math.max(a, b), 0) - arrivals.reduce((a, b) => Math.min(a, b), Infinity))
  }
  await delay(settleMs)
  coalesced -= (await fleet.take()).arrivals.length
  const newest = await newestRanking(tenant)
  const behind = (await fleet.rankings()).filter((ranking) => ranking !== newest).length
  return { latencies, spreads, coalesced, behind, refused }
}

/** What a stream is told that begins now. */
async function newestRanking(tenant: SendEvents['tenant']): Promise<string> {
  for await (const message of tenant.stream({ topics: [sharedTopic] })) {
    const ranking = rankingOf([message])
    if (ranking) return ranking
  }
  throw new Error('The stream ended before its first message')
}
