import { calls } from '@inkling/contracts'
import { expect, it } from 'vitest'
import { newTenant, operator } from '../support/callers.ts'
import { logLines } from '../support/log-lines.ts'

const shop = await newTenant()
const everyProcess = ['gateway', 'maintenance', 'prediction', 'search', 'suggestion', 'worker']

it('every process tells its load, its circuits and the settings in force', async () => {
  const { body } = await operator().call(calls.getResilience)
  expect(body.unreachable).toEqual([])
  expect(body.processes.map(({ process }) => process).toSorted()).toEqual(everyProcess)
  const gateway = body.processes.find(({ process }) => process === 'gateway')
  expect(gateway?.load.readings).toMatchObject({ eventLoop: expect.any(Number), heap: expect.any(Number) })
  expect(gateway?.policies.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['Postgres', 'prediction', 'suggestion', 'search', 'maintenance']),
  )
  const database = gateway?.policies.find(({ name }) => name === 'Postgres')
  expect(database).toMatchObject({ state: 'closed', settings: { breakAfter: 5, halfOpenAfterMs: 60_000 } })
  expect(body.levels.map(({ level }) => level)).toEqual(['normal', 'essential', 'critical'])
})

it('circuits are reset in every process, and it is on record who did it', async () => {
  const { body } = await operator().call(calls.resetCircuitBreakers, { body: { names: ['search'] } })
  expect(body.reset.filter(({ names }) => names.includes('search')).map(({ process }) => process)).toEqual(
    expect.arrayContaining(['gateway', 'suggestion', 'prediction']),
  )
  expect(logLines('gateway')).toContainEqual(
    expect.objectContaining({ msg: 'circuits reset', audit: true, names: ['search'], keyId: expect.any(String) }),
  )
})

it('faults are made only where the configuration allows it', async () => {
  const body = { kind: 'error', dependency: 'search', service: 'gateway', seconds: 120 } as const
  const refused = await operator().refused(calls.injectFault, { body })
  expect(refused.status).toBe(409)
  expect(refused.body.detail).toContain('FAULT_INJECTION=on')
})

it('operators read the sizes of the database and of its tables, and that its statements are counted', async () => {
  const { body } = await operator().call(calls.getDatabaseStats)
  expect(body.tables.map(({ name }) => name)).toContain('control.tenants')
  expect(body.connections).toBeLessThanOrEqual(body.maxConnections)
  expect(body.seesAll).toBe(true)
  // Their first sums are there after a minute.
  expect(body.statements).not.toBeNull()
})

it('index advice is proved on the stack, and advice that is not offered is not found', async () => {
  const { body } = await operator().call(calls.listIndexAdvice)
  expect(body.notProved).toBeNull()
  const refused = await operator().refused(calls.applyIndexAdvice, { params: { id: '0123456789ab' } })
  expect([refused.status, refused.body.code]).toEqual([404, 'not_found'])
})

it('all metrics of every process are in one answer', async () => {
  const { body } = await operator().call(calls.getMetrics)
  expect(body.unreachable).toEqual([])
  expect(body.processes.map(({ process }) => process).toSorted()).toEqual(everyProcess)
  for (const { process, samples } of body.processes) {
    const info = samples.filter(({ name }) => name === 'inkling_build_info')
    expect(info).toMatchObject([{ labels: { service: process }, value: 1 }])
    expect(samples.map(({ name }) => name)).toContain('process_resident_memory_bytes')
  }
})

it('the traffic of the gateway counts this very request the next time, and names the start of every process', async () => {
  const before = (await operator().call(calls.getTraffic)).body
  const { body } = await operator().call(calls.getTraffic)
  expect(body.requests).toBeGreaterThan(before.requests)
  expect(body.latency.at(-1)?.withinSeconds).toBeNull()
  expect(body.latency.map(({ requests }) => requests)).toEqual(
    body.latency.map(({ requests }) => requests).toSorted((a, b) => a - b),
  )
  expect(body.starts.map(({ process }) => process).toSorted()).toEqual(everyProcess)
  expect(body.unreachable).toEqual([])
})

it.each([
  [calls.getHealth, {}],
  [calls.getDatabaseStats, {}],
  [calls.listTenantUsage, {}],
  [calls.listIndexAdvice, {}],
  [calls.applyIndexAdvice, { params: { id: '0123456789ab' } }],
  [calls.getResilience, {}],
  [calls.getCacheStats, {}],
  [calls.getMetrics, {}],
  [calls.getTraffic, {}],
  [calls.resetCircuitBreakers, { body: {} }],
  [calls.putLoadLevel, { body: { level: 'normal' } }],
  [calls.deleteLoadLevel, {}],
  [calls.putLogLevel, { body: { level: 'debug' } }],
  [calls.recordProfile, { body: { service: 'prediction', kind: 'cpu', seconds: 1 } }],
  [calls.purgeCache, { body: { tenantId: 'other' } }],
] as const)('a tenant may not call $id', async (call, input) => {
  const { status, body } = await shop.refused(call, input)
  expect(status).toBe(403)
  expect(body.code).toBe('forbidden_scope')
})
