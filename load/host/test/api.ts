/** A script that uses each part of k6's API that the host has; conformance.integration.test runs it. */
import { check, group, sleep } from 'k6'
import { SharedArray } from 'k6/data'
import exec from 'k6/execution'
import http from 'k6/http'
import { Counter, Gauge, Rate, Trend } from 'k6/metrics'
import { WebSocket } from 'k6/websockets'

const counted = new Counter('counted')
const gauged = new Gauge('gauged')
const rated = new Rate('rated')
const seen = new Trend('seen')
const timed = new Trend('timed', true)
const names = new SharedArray('names', () => [{ name: 'a' }, { name: 'b' }])

export const options = {
  scenarios: {
    twice: { executor: 'per-vu-iterations', vus: 3, iterations: 2, exec: 'twice', tags: { part: 'first' } },
    failing: { executor: 'per-vu-iterations', vus: 1, iterations: 2, exec: 'failing' },
    socket: { executor: 'per-vu-iterations', vus: 1, iterations: 1, exec: 'socket' },
  },
  thresholds: {
    'http_req_duration{kind:slow}': ['min>=40', 'p(95)<5000'],
    'http_reqs{part:first}': ['count==12'],
    counted: ['count==6'],
    checks: ['rate<1'],
    'checks{check:is found}': ['rate==1'],
    'timed{group:::outer::inner}': ['max==3'],
    'seen{number:first}': ['max<=3'],
    'seen{number:other}': ['min>=4'],
  },
}

export async function setup() {
  const { status } = await http.asyncRequest('GET', `${__ENV.URL}/found`)
  return { status, at: new Date(0) }
}

export async function twice(data: { status: number; at: string }) {
  const url = __ENV.URL
  const found = await http.asyncRequest('GET', `${url}/found`)
  const params = { headers: { 'content-type': 'application/json' }, tags: { kind: 'slow' } }
  const slow = await http.asyncRequest('POST', `${url}/slow`, JSON.stringify({ vu: __VU, iter: __ITER }), params)
  await sleep(0.01)
  check(found, {
    'is found': ({ status }) => status === 200,
    'is missing': ({ status }) => status === 404,
  })
  check(slow, { 'echoes its body': (response) => (response.json() as { vu: number }).vu === __VU })
  check(data, {
    'setup was copied': ({ status, at }) => status === 200 && at === '1970-01-01T00:00:00.000Z',
    'headers have canonical names': () => found.headers['X-Made-Up'] === 'yes',
    'array is shared': () => names.length === 2 && names[1]?.name === 'b' && Object.isFrozen(names[0]),
    'knows its scenario': () => exec.scenario.name === 'twice' && exec.vu.iterationInScenario === __ITER,
  })
  group('outer', () => group('inner', () => timed.add(3)))
  timed.add(1)
  seen.add(__VU, { number: 'first' })
  counted.add(1)
  gauged.add(__ITER)
  rated.add(__ITER === 0)
}

export async function failing() {
  seen.add(__VU, { number: 'other' })
  const gone = await http.asyncRequest('GET', `${__ENV.URL}/closes`)
  check(gone, { 'without an answer the status is 0': ({ status, error }) => status === 0 && error !== '' })
  throw new Error('made to fail')
}

const heard = new Counter('heard')

export function socket() {
  const ws = new WebSocket(`${__ENV.URL?.replace('http', 'ws')}/socket`, null, {
    headers: { 'Sec-WebSocket-Protocol': 'echo' },
  })
  ws.onopen = () => ws.send('hello')
  ws.onmessage = (event) => {
    heard.add(event?.data === 'hello' ? 1 : 0)
    ws.close()
  }
}

export async function teardown(data: { status: number }) {
  await http.asyncRequest('GET', `${__ENV.URL}/teardown/${data.status}`)
}

export const handleSummary = (data: object) => ({ stdout: JSON.stringify(data) })
