import { tenantMetrics } from '@inkling/telemetry'
import { Registry } from '@prometheus-io/client'
import { expect, it } from 'vitest'
import { ActiveTenants } from './active-tenants.ts'

it('counts each tenant once, until it got no answer for 5 minutes', async () => {
  const registry = new Registry()
  let nowMs = 0
  const tenants = new ActiveTenants(() => nowMs, tenantMetrics(registry))
  for (const tenantId of ['ann', 'bob', 'ann', '']) tenants.see(tenantId)
  expect(await registry.metrics()).toMatch(/^inkling_active_tenants 2$/m)
  nowMs = 4 * 60_000
  tenants.see('ann')
  nowMs = 6 * 60_000
  expect(await registry.metrics()).toMatch(/^inkling_active_tenants 1$/m)
})
