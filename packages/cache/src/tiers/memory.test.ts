import fc from 'fast-check'
import { expect, it } from 'vitest'
import { entryOf } from '../../test/entry-of.ts'
import { keyOf, platform } from '../cache-key.ts'
import { MemoryTier } from './memory.ts'

const entry = (bytes = 0) => entryOf({ value: bytes, bytes })
const held = (tier: MemoryTier, owner: string, count: number) =>
  Array.from({ length: count }, (_, n) => n).filter((n) => tier.peek(keyOf(owner, n)) !== undefined)

it('the entry of a tenant that is not used leaves first', () => {
  const tier = new MemoryTier({ maxEntries: 2, maxBytes: 1e6, tenantShare: 1 })
  for (const n of [0, 1]) tier.set(keyOf('acme', n), entry())
  for (const _ of [1, 2]) tier.get(keyOf('acme', 0))
  tier.set(keyOf('acme', 2), entry())
  expect(held(tier, 'acme', 3)).toEqual([0, 2])
  expect(tier.stats).toMatchObject({ entries: 2, evictions: 1 })
})

it('a value larger than the share of its tenant is not kept, nor the one before it', () => {
  const tier = new MemoryTier({ maxEntries: 10, maxBytes: 10_000, tenantShare: 0.5 })
  tier.set(keyOf('acme', 0), entry(100))
  tier.set(keyOf('acme', 0), entry(5_000))
  expect(tier.stats).toMatchObject({ entries: 0, bytes: 0 })
})

it('a sweep removes the entries whose grace has ended, of all tenants', () => {
  const tier = new MemoryTier({ maxEntries: 10_000, maxBytes: 1e6, tenantShare: 1 })
  for (let n = 0; n < 100; n++)
    for (const owner of ['acme', 'globex']) tier.set(keyOf(owner, n), { ...entry(), keptUntilMs: n + 1 })
  tier.sweep(98)
  expect(held(tier, 'acme', 100)).toEqual([98, 99])
  expect(tier.stats).toMatchObject({ entries: 4, bytes: 4 * 200, evictions: 0 })
  tier.sweep(100)
  expect(tier.stats).toMatchObject({ entries: 0, bytes: 0 })
  tier.set(keyOf('acme', 0), { ...entry(), keptUntilMs: 200 })
  expect(held(tier, 'acme', 1)).toEqual([0])
})

it('the hottest keys come first, at most its share from one tenant, and none that do not exist', () => {
  const tier = new MemoryTier({ maxEntries: 100, maxBytes: 1e6, tenantShare: 0.5 })
  const use = (owner: string, n: number, times: number) => {
    for (let time = 0; time < times; time++) tier.get(keyOf(owner, n))
  }
  for (let n = 0; n < 10; n++) tier.set(keyOf('noisy', n), entry())
  tier.set(keyOf('small', 0), entry())
  tier.set(keyOf('small', 1), { ...entry(), value: null })
  for (let n = 0; n < 10; n++) use('noisy', n, 10 + n)
  for (const n of [0, 1]) use('small', n, 5)
  const hottest = tier.hottest(4).map(([{ text }, uses]) => [text, uses])
  expect(hottest).toEqual([
    ['noisy/9', 19],
    ['noisy/8', 18],
    ['small/0', 5],
  ])
  tier.coolDown()
  expect(tier.hottest(1)[0]?.[1]).toBe(9.5)
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

const operation = fc.record({
  kind: fc.constantFrom('set', 'set', 'set', 'get', 'delete', 'forget'),
  owner: fc.constantFrom('', 'a', 'b', 'c'),
  id: fc.nat(30),
  bytes: fc.nat(3_000),
})

it('no order of operations exceeds the limits of memory or of a tenant, or counts wrongly', () => {
  const limits = { maxEntries: 20, maxBytes: 20_000, tenantShare: 0.5 }
  fc.assert(
    fc.property(fc.array(operation, { maxLength: 200 }), (operations) => {
      const tier = new MemoryTier(limits)
      const sizes = new Map<string, number>()
      for (const { kind, owner, id, bytes } of operations) {
        const key = keyOf(owner === '' ? platform : owner, id)
        if (kind === 'set') tier.set(key, entry(bytes))
        else if (kind === 'get') tier.get(key)
        else if (kind === 'delete') tier.delete(key)
        else tier.forget(key)
        sizes.clear()
        let bytesHeld = 0
        for (const of of [platform, 'a', 'b', 'c'] as const)
          for (const n of Array(31).keys()) {
            const found = tier.peek(keyOf(of, n))
            if (!found) continue
            bytesHeld += found.bytes + 200
            sizes.set(String(of), (sizes.get(String(of)) ?? 0) + 1)
          }
        expect(tier.stats.bytes).toBe(bytesHeld)
        expect(tier.stats.entries).toBe([...sizes.values()].reduce((sum, size) => sum + size, 0))
        expect(tier.stats.entries).toBeLessThanOrEqual(limits.maxEntries)
        expect(tier.stats.bytes).toBeLessThanOrEqual(limits.maxBytes)
        for (const tenant of ['a', 'b', 'c']) expect(sizes.get(tenant) ?? 0).toBeLessThanOrEqual(10)
      }
    }),
    { numRuns: 50 },
  )
})
