import { randomBytes } from 'node:crypto'
import { createDatabase, insertSpans, putErrorGroups, rollSpans, type StoredSpan } from '@inkling/database'
import { Deadline } from '@inkling/resilience'
import { testDatabase } from '@inkling/testing'
import postgres from 'postgres'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { createAlertExample } from './alert-example.ts'

const { ownerUrl, roleUrl } = await testDatabase()
const owner = postgres(ownerUrl, { max: 1 })
const database = createDatabase({ url: roleUrl('maintenance'), applicationName: 'test', pool: 2 })
const emptied = ['spans', 'traces', 'error_groups', 'error_tenants', 'error_batches']
beforeAll(() => rollSpans(database, 24, 1e9))
afterEach(() => owner.unsafe(`truncate ${emptied.map((table) => `operations.${table}`).join()}`))
afterAll(() => Promise.all([owner.end(), database.close()]))

const nowMs = Date.now()
const minuteMs = 60_000
const deadline = () => new Deadline(5_000)
const example = createAlertExample(database, () => Date.now())
const exampleOf = (name: string, slo: string) =>
  example({ name, severity: 'critical', since: new Date(nowMs).toISOString(), labels: { slo } }, deadline())

let batches = 0
async function putErrors(
  id: string,
  route: string,
  minutesAgo: number,
  service = 'gateway',
  code = 'overloaded',
): Promise<string> {
  const traceId = randomBytes(16).toString('hex')
  const atMs = nowMs - minutesAgo * minuteMs
  const counted = { count: 1, firstMs: atMs, lastMs: atMs, traceId, tenants: [] }
  const group = { id, service, code, route, place: '', classes: 'InklingError', reason: '', ...counted }
  await putErrorGroups(database, { source: 'test', number: ++batches, groups: [group] }, deadline())
  return traceId
}

async function putTrace(given: Partial<StoredSpan>, secondsAgo: number): Promise<string> {
  const traceId = randomBytes(16).toString('hex')
  const spanId = randomBytes(8).toString('hex')
  const begun = { traceId, spanId, parentId: null, startUs: (nowMs - secondsAgo * 1_000) * 1_000, durationUs: 5_000 }
  const named = { service: 'inkling-gateway', name: 'POST /api/v1/search', kind: 2, isError: false, message: null }
  const empty = { tenantId: null, attributes: { 'http.route': '/api/v1/search' }, events: [], links: [] }
  await insertSpans(database, [{ ...begun, ...named, ...empty, ...given }], deadline())
  return traceId
}

it('a burning budget leads to the newest errors of answers and their trace, also long before it began to alert', async () => {
  await putErrors('process', 'process', 1)
  const traceId = await putErrors('answers', 'POST /api/v1/maintenance/runs', 34)
  await putErrors('elsewhere', 'POST /api/v1/search', 1, 'search')
  expect(await exampleOf('FastBurn', 'availability')).toEqual({ exampleTraceId: traceId, errorId: 'answers' })
})

it('a burning budget leads to no error from before its windows', async () => {
  await putErrors('old', 'POST /api/v1/search', 40)
  expect(await exampleOf('FastBurn', 'availability')).toEqual({ exampleTraceId: null, errorId: null })
  expect(await exampleOf('SlowBurn', 'availability')).toMatchObject({ errorId: 'old' })
})

it('a trace that is stored comes before that of the errors', async () => {
  await putErrors('answers', 'POST /api/v1/search', 2)
  const stored = await putTrace({ isError: true }, 20)
  await putTrace({}, 10)
  expect(await exampleOf('FastBurn', 'availability')).toEqual({ exampleTraceId: stored, errorId: 'answers' })
})

it('an alert about slow answers leads to a slow one of its class, and to no errors', async () => {
  await putErrors('answers', 'POST /api/v1/search', 1)
  const slow = await putTrace({ durationUs: 400_000 }, 30)
  await putTrace({ durationUs: 900_000, attributes: { 'http.route': '/api/v1/predictions' } }, 20)
  await putTrace({ isError: true, durationUs: 1_000 }, 10)
  expect(await exampleOf('SearchesSlow', 'p95-search')).toEqual({ exampleTraceId: slow, errorId: null })
})

it.each([
  ['CircuitOpen', { circuit: 'search' }],
  ['ProcessDown', { service: 'search' }],
])(
  '%s leads to a request that could not call the dependency, and to the errors of its callers',
  async (name, labels) => {
    await putErrors('other', 'POST /api/v1/events', 1)
    await putErrors('callers', 'POST /api/v1/search', 2, 'gateway', 'dependency_unavailable')
    const called = { 'inkling.dependency.name': 'search', 'inkling.circuit.state': 'open' }
    const traceId = await putTrace({ isError: true, attributes: called }, 20)
    await putTrace({ isError: true }, 10)
    const alert = { name, severity: 'critical' as const, since: new Date(nowMs).toISOString(), labels }
    expect(await example(alert, deadline())).toEqual({ exampleTraceId: traceId, errorId: 'callers' })
  },
)

it('without Postgres an alert has no example', async () => {
  const gone = createDatabase({ url: roleUrl('maintenance'), applicationName: 'test', pool: 1 })
  await gone.close()
  const alert = { name: 'FastBurn', severity: 'critical' as const, since: new Date(nowMs).toISOString(), labels: {} }
  expect(await createAlertExample(gone, Date.now)(alert, deadline())).toEqual({ exampleTraceId: null, errorId: null })
})
