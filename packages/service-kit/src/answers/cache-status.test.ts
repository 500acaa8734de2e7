import { expect, it } from 'vitest'
import { cacheStatus } from './cache-status.ts'

it.each([
  [{ status: 'l1', ageMs: 2_500 }, 'Inkling; hit; ttl=57; detail=l1'],
  [{ status: 'l2', ageMs: 0 }, 'Inkling; hit; ttl=60; detail=l2'],
  [{ status: 'l3', ageMs: 61_000 }, 'Inkling; hit; ttl=0; detail=l3'],
  [{ status: 'stale', ageMs: 65_000 }, 'Inkling; hit; ttl=-5; detail=stale'],
  [{ status: 'stale', ageMs: 10_000 }, 'Inkling; hit; ttl=-1; detail=stale'],
  [{ status: 'miss', ageMs: 0 }, 'Inkling; fwd=miss; stored'],
  [{ status: 'none', ageMs: 0 }, 'Inkling; fwd=bypass'],
] as const)('tells %j as the members of RFC 9211', (use, header) => {
  expect(cacheStatus({ ...use, ttlMs: 60_000 })).toBe(header)
})
