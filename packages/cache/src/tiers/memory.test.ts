import { expect, it } from 'vitest'
import { keyOf } from '../cache-key.ts'
import type { Entry } from '../entry.ts'
import { MemoryTier } from './memory.ts'

const entry = (bytes = 0): Entry => ({
  value: bytes,
  tags: [],
  asOf: { generation: 'g', count: 0 },
  confirmedMs: 0,
  validRevision: -1,
  loadedMs: 0,
  freshUntilMs: 1,
  keptUntilMs: 1,
  loadMs: 1,
  bytes,
})
const held = (tier: MemoryTier, owner: string, count: number) =>
  Array.from({ length: count }, (_, n) => n).filter((n) => tier.peek(keyOf(owner, n)) !== undefined)

it('the least recently used entry of a tenant leaves first', () => {
  const tier = new MemoryTier({ maxEntries: 2, maxBytes: 1e6, tenantShare: 1 })
  for (const n of [0, 1]) tier.set(keyOf('acme', n), entry())
  tier.get(keyOf('acme', 0))
  tier.set(keyOf('acme', 2), entry())
  expect(held(tier, 'acme', 3)).toEqual([0, 2])
  expect(tier.stats).toMatchObject({ entries: 2, evictions: 1 })
})

it('a tenant never holds more than its share', () => {
  const tier = new MemoryTier({ maxEntries: 100, maxBytes: 1e6, tenantShare: 0.25 })
  for (let n = 0; n < 100; n++) tier.set(keyOf('acme', n), entry())
  expect(tier.stats.entries).toBe(25)
})

it('a tenant that floods the cache pushes out its own entries, not those of small tenants', () => {
  const tier = new MemoryTier({ maxEntries: 100, maxBytes: 1e6, tenantShare: 1 })
  for (let n = 0; n < 10; n++) tier.set(keyOf('small', n), entry())
  for (let n = 0; n < 10_000; n++) tier.set(keyOf('noisy', n), entry())
  expect(held(tier, 'small', 10)).toHaveLength(10)
  expect(tier.stats.entries).toBe(100)
})

it('of tenants of one size, those that are read stay', () => {
  const tier = new MemoryTier({ maxEntries: 10, maxBytes: 1e6, tenantShare: 0.5 })
  for (let n = 0; n < 10; n++) tier.set(keyOf(`t${n}`, 'settings'), entry())
  tier.set(keyOf('first', 'settings'), entry())
  for (let n = 10; n < 14; n++) {
    tier.get(keyOf('t9', 'settings'))
    tier.set(keyOf(`t${n}`, 'settings'), entry())
  }
  expect(tier.peek(keyOf('t9', 'settings'))).toBeDefined()
})

it('memory is bounded by bytes, counted through every change', () => {
  const tier = new MemoryTier({ maxEntries: 1_000, maxBytes: 10_000, tenantShare: 1 })
  for (let n = 0; n < 100; n++) tier.set(keyOf('acme', n), entry(800))
  expect(tier.stats).toMatchObject({ entries: 10, bytes: 10_000 })
  tier.set(keyOf('acme', 99), entry(100))
  tier.delete(keyOf('acme', 98))
  expect(tier.stats).toMatchObject({ entries: 9, bytes: 8_300 })
  tier.forget(keyOf('acme', ''))
  expect(tier.stats).toMatchObject({ entries: 0, bytes: 0 })
})
