import { channel } from 'node:diagnostics_channel'
import client from '@prometheus-io/client'
import { afterAll, expect, it, vi } from 'vitest'
import { policyMetrics } from './metrics/policy-metrics.ts'
import { subscribeToPolicies } from './subscribe-to-policies.ts'

vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
const metrics = policyMetrics(new client.Registry())
const unsubscribe = subscribeToPolicies(metrics)
afterAll(unsubscribe)
const publish = (event: string) => channel('inkling:policy').publish({ name: 'postgres', event })
const valuesOf = async (metric: { get(): Promise<{ values: unknown[] }> }) => (await metric.get()).values

it('counts rejections and retries by policy', async () => {
  for (const event of ['rejected', 'retry', 'rejected']) publish(event)
  expect(await valuesOf(metrics.bulkheadRejections)).toMatchObject([{ value: 2, labels: { bulkhead: 'postgres' } }])
  expect(await valuesOf(metrics.retries)).toMatchObject([{ value: 1, labels: { policy: 'postgres' } }])
})

it('counts hedges, slow calls, passed deadlines and how often a circuit opened', async () => {
  for (const event of ['hedge', 'slow', 'slow', 'opened', 'expired']) publish(event)
  expect(await valuesOf(metrics.deadlinesExceeded)).toMatchObject([{ value: 1, labels: { hop: 'postgres' } }])
  expect(await valuesOf(metrics.hedges)).toMatchObject([{ value: 1, labels: { policy: 'postgres' } }])
  expect(await valuesOf(metrics.slowCalls)).toMatchObject([{ value: 2, labels: { policy: 'postgres' } }])
  expect(await valuesOf(metrics.circuitsOpened)).toMatchObject([{ value: 1, labels: { circuit: 'postgres' } }])
})

it('shows the state and the settings of a policy from its creation on, and again each second', async () => {
  const described = { name: 'shop', settings: { queued: 200 }, state: 'closed', inFlight: 0, queued: 0, limit: 128 }
  channel('inkling:policy-created').publish({ describe: () => described })
  expect(await valuesOf(metrics.circuitState)).toMatchObject([{ value: 0, labels: { circuit: 'shop' } }])
  const opened = await valuesOf(metrics.circuitsOpened)
  expect(opened).toMatchObject([{ labels: { circuit: 'postgres' } }, { value: 0, labels: { circuit: 'shop' } }])
  expect(await valuesOf(metrics.setting)).toMatchObject([{ value: 200, labels: { policy: 'shop', setting: 'queued' } }])
  Object.assign(described, { state: 'halfOpen', inFlight: 3, queued: 2, limit: 40 })
  vi.advanceTimersByTime(1_000)
  expect(await valuesOf(metrics.circuitState)).toMatchObject([{ value: 2 }])
  expect(await valuesOf(metrics.inFlight)).toMatchObject([{ value: 3, labels: { policy: 'shop' } }])
  expect(await valuesOf(metrics.queued)).toMatchObject([{ value: 2 }])
  expect(await valuesOf(metrics.limit)).toMatchObject([{ value: 40 }])
})

it('counts nothing after it is unsubscribed', async () => {
  const before = await valuesOf(metrics.retries)
  unsubscribe()
  publish('retry')
  expect(await valuesOf(metrics.retries)).toEqual(before)
})
