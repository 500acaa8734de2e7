import { setTimeout as delay } from 'node:timers/promises'
import type { Stack } from '@inkling/local'
import postgres from 'postgres'
import { request } from '../attacks/target.ts'

const batchEvents = 10
const pauseMs = 50

/** Sends events in batches, one after the other, and remembers which were acknowledged, and when. */
export function acknowledgedEvents(stack: Pick<Stack, 'url' | 'apiKey' | 'ownerUrl'>) {
  const acknowledgedMs = new Map<string, number>()
  let batches = 0

  async function send(): Promise<boolean> {
    const sessions = Array.from({ length: batchEvents }, (_, place) => `acknowledged-${batches}-${place}`)
    batches++
    const events = sessions.map((sessionId) => ({ type: 'view', sessionId, itemId: 'item-1' }))
    const { text } = await request(stack, 'POST', '/events', { body: events }).catch(() => ({ text: '{}' }))
    if (JSON.parse(text).accepted !== batchEvents) return false
    for (const session of sessions) acknowledgedMs.set(session, Date.now())
    return true
  }

  return {
    async go(seconds: number): Promise<void> {
      const endMs = performance.now() + seconds * 1_000
      while (performance.now() < endMs) {
        if (!(await send())) throw new Error('events are refused before anything was broken')
        await delay(pauseMs)
      }
    },
    async untilAccepted(): Promise<void> {
      while (!(await send())) await delay(pauseMs)
    },
    /** Which of the acknowledged events the database does not hold. */
    async compare() {
      const sql = postgres(stack.ownerUrl, { max: 1 })
      const held = await sql<{ session: string }[]>`
        select session_id as session from behaviour.events where session_id like 'acknowledged-%'`.finally(() =>
        sql.end(),
      )
      const found = new Set(held.map(({ session }) => session))
      const lost = [...acknowledgedMs].filter(([session]) => !found.has(session))
      const oldestLostMs = lost.length > 0 ? Math.min(...lost.map(([, atMs]) => atMs)) : undefined
      return { acknowledged: acknowledgedMs.size, lost: lost.length, oldestLostMs }
    },
  }
}
