/**
 * Holds the host to what k6's documentation (version 2.3) says. Each case names the page, below
 * https://grafana.com/docs/k6/latest/. The scripts in `test` are typed by @types/k6, so that k6 would accept them.
 */
import { execFile } from 'node:child_process'
import { createServer } from 'node:http'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocketServer } from 'ws'
import type { Summary } from './results.ts'

const run = promisify(execFile)
const slowMs = 50
const asked: string[] = []

const server = createServer((request, response) => {
  asked.push(request.url ?? '')
  if (request.url === '/closes') return request.socket.destroy()
  response.setHeader('x-made-up', 'yes')
  if (request.url !== '/slow') return response.end('{}')
  setTimeout(() => request.pipe(response), slowMs)
})
const sockets = new WebSocketServer({ server, handleProtocols: () => 'echo' })
sockets.on('connection', (socket) => socket.on('message', (data) => socket.send(String(data))))
let url = ''

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

interface Ran {
  readonly summary: Summary
  readonly status: number
  readonly said: string
}

async function host(script: string): Promise<Ran> {
  const path = (name: string) => fileURLToPath(new URL(name, import.meta.url))
  const args = [path('main.ts'), path(`test/${script}.ts`), '-e', `URL=${url}`]
  const ended = await run(process.execPath, args).then(
    (output) => ({ ...output, code: 0 }),
    (error: { stdout: string; stderr: string; code: number }) => error,
  )
  if (ended.stdout === '') throw new Error(ended.stderr)
  return { summary: JSON.parse(ended.stdout), status: ended.code, said: ended.stderr }
}

const valuesOf = ({ summary }: Ran, metric: string) => summary.metrics[metric]?.values ?? {}
const failing = ({ said }: Ran) => said.split('\n').filter((line) => line.startsWith('FAILS'))

describe('the API of k6 in the host', () => {
  let ran: Ran
  beforeAll(async () => {
    ran = await host('api')
  })

  it('holds all thresholds of the script, with tags too (using-k6/thresholds)', () => {
    expect(failing(ran)).toEqual([])
    expect(ran.status).toBe(0)
  })

  it('runs setup once and teardown once with its result, as JSON (using-k6/test-lifecycle)', () => {
    expect(asked.filter((path) => path.startsWith('/teardown'))).toEqual(['/teardown/200'])
    expect(checkOf(ran, 'setup was copied')).toEqual([6, 0])
  })

  it('gives each user its iterations (using-k6/scenarios/executors/per-vu-iterations)', () => {
    expect(valuesOf(ran, 'iterations')).toMatchObject({ count: 9 })
    expect(valuesOf(ran, 'counted')).toMatchObject({ count: 6 })
  })

  it('goes on after a check that fails, and counts it (using-k6/checks)', () => {
    expect(checkOf(ran, 'is found')).toEqual([6, 0])
    expect(checkOf(ran, 'is missing')).toEqual([0, 6])
  })

  it('has __VU, __ITER and headers of the response as k6 has (javascript-api/k6-http/response)', () => {
    for (const name of ['echoes its body', 'headers have canonical names', 'knows its scenario', 'array is shared'])
      expect(checkOf(ran, name)).toEqual([6, 0])
  })

  it('keeps the last, least and greatest value of a gauge (javascript-api/k6-metrics/gauge)', () => {
    expect(valuesOf(ran, 'gauged')).toMatchObject({ min: 0, max: 1 })
  })

  it('has the share of values that are not zero (javascript-api/k6-metrics/rate)', () => {
    expect(valuesOf(ran, 'rated')).toMatchObject({ rate: 0.5, passes: 3, fails: 3 })
  })

  it('tags what a group records with its path (using-k6/tags-and-groups)', () => {
    expect(ran.summary.metrics['timed{group:::outer::inner}']?.values).toMatchObject({ min: 3, max: 3 })
    expect(valuesOf(ran, 'timed')).toMatchObject({ avg: 2 })
    expect(ran.summary.metrics.group_duration).toMatchObject({ type: 'trend', contains: 'time' })
  })

  it('ends only the iteration when its function throws (using-k6/test-lifecycle)', () => {
    expect(ran.said.match(/Error: made to fail/g)).toHaveLength(2)
    expect(checkOf(ran, 'without an answer the status is 0')).toEqual([2, 0])
  })

  it('counts requests without an answer as failed (using-k6/metrics/reference)', () => {
    expect(valuesOf(ran, 'http_reqs')).toMatchObject({ count: 16 })
    expect(valuesOf(ran, 'http_req_failed')).toMatchObject({ passes: 2, fails: 14 })
  })

  it('ends the iteration of a WebSocket when it is closed (javascript-api/k6-websockets)', () => {
    expect(valuesOf(ran, 'heard')).toMatchObject({ count: 1 })
    expect(valuesOf(ran, 'ws_sessions')).toMatchObject({ count: 1 })
    expect(valuesOf(ran, 'ws_msgs_sent')).toMatchObject({ count: 1 })
    expect(valuesOf(ran, 'ws_session_duration').max).toBeGreaterThan(0)
  })
})

describe('the executors of k6 in the host', () => {
  let ran: Ran
  beforeAll(async () => {
    ran = await host('arrivals')
  })

  it('starts iterations at the rate, however long they take (executors/constant-arrival-rate)', () => {
    expect(failing(ran)).toEqual([])
    expect(valuesOf(ran, 'iteration_lateness').med).toBeGreaterThanOrEqual(0)
  })

  it('drops iterations for which there is no free user (scenarios/concepts/dropped-iterations)', () => {
    const dropped = valuesOf(ran, 'dropped_iterations{scenario:scarce}').count ?? 0
    const made = valuesOf(ran, 'iterations{scenario:scarce}').count ?? 0
    expect(dropped + made).toBe(20)
  })

  it('interrupts iterations after the graceful stop, and does not count them (concepts/graceful-stop)', () => {
    expect(valuesOf(ran, 'begun')).toMatchObject({ count: 2 })
    expect(valuesOf(ran, 'iterations{scenario:endless}')).toMatchObject({ count: 0 })
  })
})

describe('a threshold with abortOnFail in the host', () => {
  it('ends the run early, and the exit status is 99 (using-k6/thresholds)', async () => {
    const ran = await host('aborts')
    expect(ran.status).toBe(99)
    expect(ran.summary.state.testRunDurationMs).toBeLessThan(30_000)
    expect(ran.summary.metrics.http_req_failed?.thresholds).toEqual({ 'rate<0.01': { ok: false } })
  })
})

function checkOf({ summary }: Ran, name: string): [number, number] | undefined {
  const check = summary.root_group.checks.find((one) => one.name === name)
  return check && [check.passes, check.fails]
}
