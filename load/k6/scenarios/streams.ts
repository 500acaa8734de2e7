/** 10,000 WebSockets that follow one user, opened at 500 per second; each second an event that concerns all of them. */
import { sleep } from 'k6'
import { Counter, Rate } from 'k6/metrics'
import type { Options } from 'k6/options'
import { WebSocket } from 'k6/websockets'
import { minutes, scaled, seconds, tenants, url } from '../lib/environment.ts'
import { send } from '../lib/send.ts'

const clients = scaled(10_000)
const openPerSecond = 500
const openSeconds = Math.ceil(clients / openPerSecond)
const holdSeconds = 60 * minutes(2)
const items = ['item-0', 'item-1', 'item-2']

/** Of the clients, those that were told that they are subscribed. */
const subscribed = new Rate('stream_subscribed')
const gaps = new Counter('stream_gaps')
const predictions = new Counter('stream_predictions')

export const options: Options = {
  scenarios: {
    clients: {
      executor: 'per-vu-iterations',
      vus: clients,
      iterations: 1,
      maxDuration: seconds(2 * openSeconds + holdSeconds),
      exec: 'client',
    },
    events: {
      executor: 'constant-arrival-rate',
      rate: 1,
      startTime: seconds(openSeconds),
      duration: seconds(holdSeconds),
      preAllocatedVUs: 20,
      exec: 'event',
    },
  },
  thresholds: {
    stream_subscribed: ['rate>0.99'],
    stream_gaps: ['count==0'],
    stream_predictions: ['count>0'],
    ws_connecting: ['p(95)<1000'],
    http_req_failed: ['rate<0.01'],
  },
}

const [tenant = { id: '', key: '' }] = tenants

/** Opens when it is its turn, and closes when the time is over. */
export async function client() {
  await sleep(__VU / openPerSecond)
  const ws = new WebSocket(`${url.replace('http', 'ws')}/api/v1/stream?topic=predictions:user:all`, null, {
    headers: { authorization: `Bearer ${tenant.key}`, 'Sec-WebSocket-Protocol': 'inkling.v1' },
  })
  let isSubscribed = false
  ws.onmessage = (event) => {
    const text = String(event?.data)
    isSubscribed ||= text.includes('"type":"subscribed"')
    if (text.includes('"type":"gap"')) gaps.add(1)
    if (text.includes('"topic":"predictions:user:all"') && text.includes('"type":"prediction"')) predictions.add(1)
  }
  ws.onclose = () => subscribed.add(isSubscribed)
  const timer = setTimeout(() => ws.close(), 1_000 * (openSeconds - __VU / openPerSecond + holdSeconds))
  ws.onerror = () => clearTimeout(timer)
}

export async function event() {
  const body = { type: 'view', userId: 'all', itemId: items[__ITER % items.length] }
  await send(tenant, { kind: 'events', method: 'POST', path: '/events', body })
}
