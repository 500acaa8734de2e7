import { setTimeout as delay } from 'node:timers/promises'
import type { createClient } from '@inkling/client'
import type { Fleet } from './start-fleet.ts'

export interface SendEvents {
  readonly tenant: Pick<ReturnType<typeof createClient>, 'postEvents'>
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
  readonly missing: number
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
  let [missing, refused, ownEvents] = [0, 0, 0]
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
    missing += of.connections - arrivals.length
    for (const atMs of arrivals) latencies.push(atMs - performance.timeOrigin - startMs)
    spreads.push(arrivals.reduce((a, b) => Math.max(a, b), 0) - arrivals.reduce((a, b) => Math.min(a, b), Infinity))
  }
  await delay(settleMs)
  missing -= (await fleet.take()).arrivals.length
  return { latencies, spreads, missing, refused }
}
