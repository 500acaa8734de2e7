import postgres from 'postgres'
import type { Sent } from '../src/mix/sent.ts'

export interface EventAccount {
  readonly acknowledged: number
  /** Acknowledged, and not in Postgres. */
  readonly lost: number
  /** In Postgres more than once. */
  readonly doubled: number
}

/** Reads back every event that was acknowledged to a client. */
export async function accountForEvents(ownerUrl: string, sent: readonly Sent[]): Promise<EventAccount> {
  const ids = sent.flatMap(({ eventId, status }) => (eventId !== undefined && status === 202 ? [eventId] : []))
  const sql = postgres(ownerUrl, { max: 1, onnotice: () => {} })
  try {
    const stored = await sql<{ id: string; times: number }[]>`
      select id, count(*)::int as times from behaviour.events where id = any (${ids}) group by id`
    const doubled = stored.filter(({ times }) => times > 1).length
    return { acknowledged: ids.length, lost: ids.length - stored.length, doubled }
  } finally {
    await sql.end()
  }
}
