import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { createClient, InklingClientError } from '@inkling/client'
import { seededRandom } from '@inkling/learning'
import { zipf } from '../../k6/lib/random.ts'
import { SyntheticLanguage } from '../search/synthetic-items.ts'
import { syntheticEvents } from '../synthetic-events.ts'
import type { Kind } from './kinds.ts'

export interface Tenant {
  readonly id: string
  readonly key: string
}

export interface MixRequest {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly body?: object
  readonly eventId?: string
}

const itemCount = 200
const users = 500
const history = 2_000
const mostAttempts = 60
/** The share of searches for words that hardly anybody has searched for. */
const newQueries = 0.2
const language = new SyntheticLanguage(itemCount, 40)
const items = [...language.items()].map(({ id, title, text = '' }) => ({ id, title, text }))
export const queries = language.queries(200, 2)

/** Tenants with 200 items and 2,000 events each. */
export async function populate(at: { url: string; adminKey: string }, names: readonly string[]): Promise<Tenant[]> {
  const admin = createClient({ url: at.url, apiKey: at.adminKey })
  const tenants: Tenant[] = []
  for (const id of names) {
    const { apiKey } = await patiently(() => admin.createTenant({ body: { id, plan: 'scale' } }))
    const client = createClient({ url: at.url, apiKey: apiKey.key })
    await patiently(() => client.putItems({ body: items }))
    const events = [...syntheticEvents({ events: history, items: itemCount })]
    for (let from = 0; from < history; from += 500)
      await patiently(() => client.postEvents({ body: events.slice(from, from + 500) }))
    tenants.push({ id, key: apiKey.key })
  }
  return tenants
}

/** A stack that has just started on a busy machine refuses what is not urgent. */
async function patiently<T>(call: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await call()
    } catch (error) {
      const isBusy = error instanceof InklingClientError && error.retryable
      if (!isBusy || attempt === mostAttempts) throw error
      await delay(1_000)
    }
  }
}

/** Draws tenants, users, items and queries, few of them often and most of them seldom. */
export function createDraw(tenants: readonly Tenant[], seed = 1) {
  const random = seededRandom(seed)
  const item = () => `item-${zipf(itemCount, random)}`
  const user = () => `user-${zipf(users, random)}`
  const one = <T>(all: readonly T[]) => all[zipf(all.length, random)] as T
  const query = () => (random() < newQueries ? `${one(queries)} ${one(queries)}` : one(queries))
  const requests: Readonly<Record<Kind, () => MixRequest>> = {
    events() {
      const id = randomUUID()
      const body = { id, type: 'view', sessionId: user(), itemId: item() }
      return { method: 'POST', path: '/events', body, eventId: id }
    },
    predictions: () => ({ method: 'POST', path: '/predictions', body: { userId: user(), recent: [item()], limit: 5 } }),
    suggestions: () => ({ method: 'POST', path: '/suggestions', body: { context: { itemIds: [item()] }, limit: 5 } }),
    searches: () => ({ method: 'POST', path: '/search', body: { q: query(), userId: user(), limit: 10 } }),
    runs: () => ({ method: 'GET', path: '/maintenance/runs?limit=10' }),
    learning: () => ({ method: 'GET', path: '/learning/metrics' }),
  }
  return { random, tenant: () => one(tenants), request: (kind: Kind) => requests[kind]() }
}
