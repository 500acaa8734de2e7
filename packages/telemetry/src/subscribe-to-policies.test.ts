import { channel } from 'node:diagnostics_channel'
import { expect, it } from 'vitest'
import { metrics } from './metrics.ts'
import { subscribeToPolicies } from './subscribe-to-policies.ts'

subscribeToPolicies()
const publish = (event: string) => channel('inkling:policy').publish({ name: 'Postgres', event })

it('refusals and retries are counted by policy', async () => {
  for (const event of ['rejected', 'retry', 'rejected']) publish(event)
  expect((await metrics.rejectedByBulkhead.get()).values).toMatchObject([
    { value: 2, labels: { bulkhead: 'Postgres' } },
  ])
  expect((await metrics.retries.get()).values).toMatchObject([{ value: 1, labels: { policy: 'Postgres' } }])
})

it.each([
  ['open', 1],
  ['halfOpen', 2],
  ['closed', 0],
])('a circuit that is %s shows as %i', async (event, value) => {
  publish(event)
  expect((await metrics.circuitState.get()).values).toMatchObject([{ value, labels: { circuit: 'Postgres' } }])
})
