import { calls, type Event } from '@inkling/contracts'
import type { Api } from './api.ts'

const writers = 8
const eventsPerRequest = 5

export interface EventLoad {
  /** Every event that was answered with 202. */
  readonly acknowledged: readonly Event[]
  /** Statuses of the requests that were rejected; they are not sent again. */
  readonly refusals: readonly number[]
}

/** Does `work` while writers post new events as fast as they are answered. It ends after the last answer to each. */
export async function underLoad(api: Api, work: (load: EventLoad) => Promise<void>): Promise<EventLoad> {
  const acknowledged: Event[] = []
  const refusals: number[] = []
  let isRunning = true
  let count = 0
  const newEvent = (): Event => {
    const id = `load-${count++}`
    return { id, type: 'view', sessionId: `s${count % 50}`, itemId: `item-${count % 20}` }
  }
  async function write(): Promise<void> {
    while (isRunning) {
      const body = Array.from({ length: eventsPerRequest }, newEvent)
      const { status } = await api.attempt(calls.postEvents, { body })
      if (status === 202) acknowledged.push(...body)
      else refusals.push(status)
    }
  }
  const load = { acknowledged, refusals }
  const written = Promise.all(Array.from({ length: writers }, write))
  await Promise.race([work(load), written]).finally(() => {
    isRunning = false
  })
  await written
  return load
}

/** Counts the events that are not stored: it sends all again, and each stored one is a duplicate. */
export async function countLost(api: Api, events: readonly Event[]): Promise<number> {
  let lost = 0
  for (let from = 0; from < events.length; from += 1000) {
    const { body } = await api.call(calls.postEvents, { body: events.slice(from, from + 1000) })
    lost += body.accepted
  }
  return lost
}
