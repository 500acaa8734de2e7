import { channel } from 'node:diagnostics_channel'
import client from '@prometheus-io/client'
import { afterAll, expect, it } from 'vitest'
import { policyMetrics } from './metrics/policy-metrics.ts'
import { subscribeToPolicies } from './subscribe-to-policies.ts'

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

it.each([
  ['open', 1],
  ['halfOpen', 2],
  ['closed', 0],
])('shows a circuit that is %s as %i', async (event, value) => {
  publish(event)
  expect(await valuesOf(metrics.circuitState)).toMatchObject([{ value, labels: { circuit: 'postgres' } }])
})

it('counts nothing after it is unsubscribed', async () => {
  const before = await valuesOf(metrics.retries)
  unsubscribe()
  publish('retry')
  expect(await valuesOf(metrics.retries)).toEqual(before)
})
