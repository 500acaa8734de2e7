import { expect, it } from 'vitest'
import { TenantVisits } from './tenant-visits.ts'

/** Visits that end when the test lets them, and the tenants in the order of their visits. */
function visits() {
  const begun: string[] = []
  const ends = new Map<string, (succeeded: boolean) => void>()
  const tenants = new TenantVisits((tenantId) => {
    begun.push(tenantId)
    return new Promise<boolean>((resolve) => ends.set(tenantId, resolve))
  })
  return { tenants, begun, end: (tenantId: string, succeeded = true) => ends.get(tenantId)?.(succeeded) }
}
const settle = () => new Promise((resolve) => setImmediate(resolve))

it('visits at most four tenants at once, over all rounds, and the others after them', async () => {
  const { tenants, begun, end } = visits()
  for (const tenantId of ['a', 'b', 'c', 'd', 'e']) tenants.add(tenantId)
  void tenants.round()
  void tenants.round()
  await settle()
  expect(begun).toEqual(['a', 'b', 'c', 'd'])
  end('b')
  await settle()
  expect(begun).toEqual(['a', 'b', 'c', 'd', 'e'])
})

it('visits a tenant once at a time, and again if it became due meanwhile', async () => {
  const { tenants, begun, end } = visits()
  for (let n = 0; n < 3; n++) {
    tenants.add('a')
    void tenants.round()
  }
  await settle()
  expect(begun).toEqual(['a'])
  end('a')
  await settle()
  expect(begun).toEqual(['a', 'a'])
})

it('awaits a tenant until a visit of it succeeds', async () => {
  const { tenants, begun, end } = visits()
  expect(tenants.awaits('a')).toBe(false)
  tenants.add('a')
  expect(tenants.awaits('a')).toBe(true)
  void tenants.round()
  expect(tenants.awaits('a')).toBe(true)
  end('a', false)
  await settle()
  expect(tenants.awaits('a')).toBe(true)
  expect(begun).toEqual(['a'])
  void tenants.round()
  end('a')
  await settle()
  expect(tenants.awaits('a')).toBe(false)
  expect(begun).toEqual(['a', 'a'])
})
