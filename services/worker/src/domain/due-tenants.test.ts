import { describe, expect, it } from 'vitest'
import { dueTenants, type RunFacts } from './due-tenants.ts'

const [nowMs, afterMs] = [1_000_000, 1_000]
const facts = (tenantId: string, own: Partial<RunFacts> = {}): RunFacts => ({
  tenantId,
  lastMs: 0,
  hasNews: true,
  isActive: false,
  ...own,
})
const due = (...tenants: RunFacts[]) => dueTenants(tenants, nowMs, afterMs)

describe('dueTenants', () => {
  it('chooses tenants with news whose last run is long enough ago', () => {
    const tenants = [
      facts('due', { lastMs: nowMs - afterMs }),
      facts('recent', { lastMs: nowMs - afterMs + 1 }),
      facts('nothing new', { hasNews: false }),
      facts('active', { isActive: true }),
    ]
    expect(due(...tenants)).toEqual(['due'])
  })

  it('chooses the tenant that waits longest first', () => {
    expect(due(facts('b', { lastMs: 2 }), facts('c', { lastMs: 3 }), facts('a', { lastMs: 1 }))).toEqual([
      'a',
      'b',
      'c',
    ])
  })

  it('chooses at most twenty tenants, less those with an active run', () => {
    const many = Array.from({ length: 100 }, (_, n) => facts(`${n}`, { isActive: n < 15 }))
    expect(due(...many)).toHaveLength(5)
    expect(due(...many.map((each, n) => ({ ...each, isActive: n < 30 })))).toEqual([])
  })
})
