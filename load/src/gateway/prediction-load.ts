import { createClient } from '@inkling/client'
import { seededRandom } from '@inkling/learning'
import type { Stack } from '@inkling/local'
import { syntheticEvents } from '../synthetic-events.ts'

const items = 2_000
const distinctRequests = 1_000

/** Bodies of predictions, popular items more often. */
export function requestBodies(): string[] {
  const random = seededRandom(7)
  const item = () => `item-${Math.floor(random() ** 2 * items)}`
  return Array.from({ length: distinctRequests }, () =>
    JSON.stringify({ recent: Array.from({ length: 1 + Math.floor(random() * 5) }, item), limit: 10 }),
  )
}

export async function loadData({ url, apiKey }: Stack, events: number): Promise<void> {
  const client = createClient({ url, apiKey })
  const all = [...syntheticEvents({ events, items })]
  for (let from = 0; from < all.length; from += 1_000)
    await client.postEvents({ body: all.slice(from, from + 1_000) }, { retry: true })
}
