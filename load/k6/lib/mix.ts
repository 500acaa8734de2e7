import { queries, tenants } from './environment.ts'
import { type Kind, kinds, weights } from './kinds.ts'
import { zipf } from './random.ts'

export interface MixRequest {
  readonly kind: Kind
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly body?: object
}

const users = 500
const items = 200
/** Half of the people who search have not signed in. */
const anonymous = 0.5

export const drawTenant = (random: () => number) => tenants[zipf(tenants.length, random)] ?? { id: '', key: '' }
export const drawItem = (random: () => number) => `item-${zipf(items, random)}`
const drawUser = (random: () => number) => `user-${zipf(users, random)}`
const drawQuery = (random: () => number) => queries[zipf(queries.length, random)] ?? ''

const requests: Readonly<Record<Kind, (random: () => number) => Omit<MixRequest, 'kind'>>> = {
  predictions(random) {
    const body = { userId: drawUser(random), recent: [drawItem(random)], limit: 5 }
    return { method: 'POST', path: '/predictions', body }
  },
  suggestions(random) {
    const body = { userId: drawUser(random), context: { itemIds: [drawItem(random)] }, limit: 5 }
    return { method: 'POST', path: '/suggestions', body }
  },
  searches(random) {
    const user = random() < anonymous ? {} : { userId: drawUser(random) }
    return { method: 'POST', path: '/search', body: { q: drawQuery(random), limit: 10, ...user } }
  },
  maintenance: () => ({ method: 'GET', path: '/maintenance/runs?limit=10' }),
  learning: () => ({ method: 'GET', path: '/learning/metrics' }),
}

/** A request of this kind. */
export const requestOf = (kind: Kind, random: () => number): MixRequest => ({ kind, ...requests[kind](random) })

/** A request of the mix. */
export function drawRequest(random: () => number): MixRequest {
  let left = random() * 100
  for (const kind of kinds) {
    left -= weights[kind]
    if (left < 0) return requestOf(kind, random)
  }
  return requestOf('predictions', random)
}
