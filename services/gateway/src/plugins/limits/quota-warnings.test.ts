import { expect, it } from 'vitest'
import { createQuotaWarnings } from './quota-warnings.ts'

const dayMs = 86_400_000

it('warns of each quota from 80 % on, once a day and tenant', () => {
  const at = { nowMs: 10 * dayMs }
  const warnings: unknown[] = []
  const warn = createQuotaWarnings(() => at.nowMs)
  const log = { warn: (facts: unknown) => void warnings.push(facts) }
  const use = (used: number, name: 'items' | 'streams' = 'items', tenantId = 'shop') =>
    warn(log as never, { tenantId, plan: 'starter' }, { name, limit: 100, used })
  use(79)
  expect(warnings).toEqual([])
  for (const used of [80, 90, 100]) use(used)
  expect(warnings).toEqual([{ tenantId: 'shop', plan: 'starter', quota: 'items', limit: 100, used: 80 }])
  use(80, 'streams')
  use(80, 'items', 'other')
  expect(warnings).toHaveLength(3)
  at.nowMs += dayMs
  use(95)
  expect(warnings).toHaveLength(4)
})
