import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Finding } from '@inkling/contracts'
import type { Check } from '@inkling/service-kit'
import { afterAll, afterEach, expect, it } from 'vitest'
import { createHealthCheck, type HealthCheck, type HealthOptions } from './health-check.ts'

const opened: Server[] = []
const checks: HealthCheck[] = []
let probes = 0
let status = 200
let said: object = { status: 'ready', checks: {} }

/** A service whose probe answers the current `status`. */
async function service(): Promise<string> {
  const server = createServer((request, response) => {
    probes++
    response.statusCode = request.url === '/readyz' ? status : 404
    response.end(JSON.stringify(said))
  })
  opened.push(server)
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const url = await service()
const nowhere = 'http://127.0.0.1:1'
const allAt = (address: string) => ({
  prediction: address,
  suggestion: url,
  search: url,
  maintenance: url,
})
const servicesLose = 'what services do that cannot serve is refused, left out or waits'
const closed: HealthOptions['circuits'][number] = { name: 'search', state: 'closed' }
const normal = { level: 'normal', pressure: 0.1 } as const

function check(
  urls: ReturnType<typeof allAt>,
  circuits = [closed],
  clock = { now: () => 0 },
  workerUrl = url,
  own: Check[] = [],
) {
  const health = createHealthCheck({ urls, workerUrl, circuits, clock, checks: own, load: () => normal })
  checks.push(health)
  return health
}

afterEach(async () => {
  status = 200
  said = { status: 'ready', checks: {} }
  probes = 0
  await Promise.all(checks.splice(0).map((health) => health.close()))
})
afterAll(() => {
  for (const server of opened) server.close()
})

it('is ok if every service is ready and every circuit is closed', async () => {
  expect(await check(allAt(url)).look()).toEqual({
    status: 'ok',
    lost: [],
    services: { prediction: 'ready', suggestion: 'ready', search: 'ready', maintenance: 'ready', worker: 'ready' },
    checks: { services: { status: 'ok', seenBy: ['gateway'] } },
    circuits: { search: 'closed' },
    load: normal,
  })
})

it('is degraded if a service answers but cannot store, and says what is lost and who sees it', async () => {
  const postgres = { status: 'down', detail: 'unreachable', loses: 'events are refused' }
  said = { status: 'degraded', checks: { postgres } }
  const seenBy = ['prediction', 'suggestion', 'search', 'maintenance', 'worker']
  expect(await check(allAt(url)).look()).toMatchObject({
    status: 'degraded',
    lost: ['events are refused'],
    services: { prediction: 'degraded' },
    checks: { postgres: { status: 'down', detail: 'unreachable', seenBy } },
  })
})

it('is degraded if a service is unreachable, and names it', async () => {
  expect(await check(allAt(nowhere)).look()).toMatchObject({
    status: 'degraded',
    lost: ['prediction answers nothing', servicesLose],
    services: { prediction: 'unreachable', search: 'ready' },
    checks: { services: { status: 'degraded', detail: 'prediction' } },
  })
})

it('is down, and the gateway not ready, if no service can serve', async () => {
  status = 503
  said = { status: 'not ready', checks: {} }
  const health = check(allAt(url))
  expect(await health.look()).toMatchObject({ status: 'down', services: { prediction: 'not ready' } })
  expect(await health.lookAtOwn()).toMatchObject({ status: 'not ready' })
})

it('takes a process that answers 500 for one that cannot serve', async () => {
  status = 500
  said = { status: 500, code: 'internal' }
  const health = check(allAt(url))
  expect(await health.look()).toMatchObject({ status: 'down', services: { prediction: 'unreachable' } })
  expect(await health.lookAtOwn()).toMatchObject({ status: 'not ready' })
})

it('is degraded without the worker and names it, and the gateway can serve', async () => {
  const health = check(allAt(url), [closed], undefined, nowhere)
  expect(await health.look()).toMatchObject({
    status: 'degraded',
    lost: ['worker answers nothing', servicesLose],
    services: { worker: 'unreachable', search: 'ready' },
    checks: { services: { status: 'degraded', detail: 'worker' } },
  })
  expect(await health.lookAtOwn()).toMatchObject({ status: 'degraded' })
})

it('is down if only the worker can serve', async () => {
  const health = check({ prediction: nowhere, suggestion: nowhere, search: nowhere, maintenance: nowhere })
  expect(await health.look()).toMatchObject({ status: 'down', services: { worker: 'ready' } })
})

it('is degraded by a circuit that refuses calls, says what is lost, and not by one that nobody calls', async () => {
  let finding: Finding = { status: 'degraded', detail: 'prediction open' }
  const circuits = { name: 'circuits', loses: 'calls are refused', look: () => finding }
  const halfOpen = [{ name: 'prediction', state: 'halfOpen' as const }]
  const look = () => check(allAt(url), halfOpen, undefined, url, [circuits]).look()
  expect(await look()).toMatchObject({ status: 'degraded', lost: ['calls are refused'] })
  finding = { status: 'ok', detail: 'prediction is tried at its next call' }
  expect(await look()).toMatchObject({ status: 'ok', lost: [], circuits: { prediction: 'halfOpen' } })
})

it('checks once for all callers within a second', async () => {
  let nowMs = 0
  const health = check(allAt(url), [closed], { now: () => nowMs })
  const looks = [health.look(), health.look()]
  nowMs = 1_000
  await Promise.all([...looks, health.look()])
  expect(probes).toBe(5)
  nowMs = 1_001
  await health.look()
  expect(probes).toBe(10)
})
