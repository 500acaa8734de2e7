import { expect, it } from 'vitest'
import { erasureCodes } from './erasure-codes.ts'

const codes = erasureCodes({ SIGNING_SECRET: 'a'.repeat(32) })
const receipt = {
  ...({ version: 1, tenantId: 'shop', userCode: codes.userCode('shop', 'ann') } as const),
  ...{ requestedAt: '2026-12-01T00:00:00Z', erasedAt: '2026-12-01T00:00:10Z', removed: { events: 3, receipts: 1 } },
}

it('a user has one code in a tenant, another one in each other tenant, and another one with another secret', () => {
  const own = codes.userCode('shop', 'ann')
  expect(own).toMatch(/^[0-9a-f]{64}$/)
  expect(codes.userCode('shop', 'ann')).toBe(own)
  const others = [
    codes.userCode('other', 'ann'),
    codes.userCode('shop', 'bob'),
    erasureCodes({ SIGNING_SECRET: 'b'.repeat(32) }).userCode('shop', 'ann'),
  ]
  expect(new Set([own, ...others]).size).toBe(4)
})

it('a receipt is genuine in any order of its fields, and no longer after any change', () => {
  const signed = codes.sign(receipt)
  expect(codes.isGenuine({ ...signed, removed: { receipts: 1, events: 3 } })).toBe(true)
  for (const change of [{ tenantId: 'other' }, { userCode: 'x' }, { removed: { events: 2, receipts: 1 } }])
    expect(codes.isGenuine({ ...signed, ...change }), JSON.stringify(change)).toBe(false)
})
