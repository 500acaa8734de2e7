/** Up to 5,000 people who open, view, predict, get suggestions, search and click, and think in between. */
import { sleep } from 'k6'
import type { Options } from 'k6/options'
import { minutes, scaled, seconds } from '../lib/environment.ts'
import { drawItem, drawTenant, requestOf } from '../lib/mix.ts'
import { randomOf } from '../lib/random.ts'
import { send } from '../lib/send.ts'
import { objectives } from '../thresholds.ts'

const people = scaled(5_000)
const total = 60 * minutes(6)
const { dropped_iterations: _, ...thresholds } = objectives

export const options: Options = {
  scenarios: {
    journeys: {
      executor: 'ramping-vus',
      startVUs: 0,
      stages: [
        { duration: seconds(total / 3), target: people },
        { duration: seconds(total / 2), target: people },
        { duration: seconds(total / 6), target: 0 },
      ],
      gracefulRampDown: '5s',
      gracefulStop: '10s',
    },
  },
  thresholds,
}

/** Mean of 20 s, as of someone who reads. */
const think = (random: () => number) => sleep(10 + 20 * random())

interface Answered {
  readonly receiptId?: string
  readonly data?: readonly { readonly itemId: string }[]
}

export default async function journey() {
  const random = randomOf(100_000 * __ITER + __VU)
  const tenant = drawTenant(random)
  const userId = `person-${__VU}`
  const view = (itemId: string) =>
    send(tenant, { kind: 'events', method: 'POST', path: '/events', body: { type: 'view', userId, itemId } })
  // Not all come at the same moment.
  await sleep(5 * random())
  const first = drawItem(random)
  await send(tenant, { kind: 'items', method: 'GET', path: `/items/${first}` })
  await view(first)
  const predictions = { userId, recent: [first], limit: 5 }
  await send(tenant, { kind: 'predictions', method: 'POST', path: '/predictions', body: predictions })
  await think(random)
  const suggestions = { userId, context: { itemIds: [first] }, limit: 5 }
  const suggested = await send(tenant, { kind: 'suggestions', method: 'POST', path: '/suggestions', body: suggestions })
  await think(random)
  await send(tenant, requestOf('searches', random))
  await think(random)
  if (suggested.status !== 200) return
  const { receiptId, data = [] } = suggested.json() as unknown as Answered
  const [clicked] = data
  if (!clicked || receiptId === undefined) return
  const click = { receiptId, itemId: clicked.itemId, signal: 'click' }
  await send(tenant, { kind: 'clicks', method: 'POST', path: '/feedback', body: click })
  await view(clicked.itemId)
}
