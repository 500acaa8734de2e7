import { createDatabase } from '@inkling/database'
import { ChaosProxy, testDatabase, testRedis } from '@inkling/testing'
import { afterAll, expect, it, vi } from 'vitest'
import { contractTags, describeTier, type TestedTier } from '../../test/describe-tier.ts'
import { keyOf, platform } from '../cache-key.ts'
import { connectRedis } from '../connect-redis.ts'
import type { Entry } from '../entry.ts'
import { MemoryTier } from './memory.ts'
import { PostgresTier } from './postgres.ts'
import { RedisTier } from './redis.ts'

const server = await testRedis()
const link = await ChaosProxy.start(server.url)
const { roleUrl, ownerUrl } = await testDatabase()
const database = createDatabase({ url: roleUrl('search'), applicationName: 'test', pool: 2 })
const owner = createDatabase({ url: ownerUrl, applicationName: 'test', pool: 1 })
const { redis: connection, scripts } = connectRedis(link.url, () => {})
await vi.waitUntil(() => connection.status === 'ready')
const redis = new RedisTier(scripts, () => performance.now())
const postgres = new PostgresTier(database, (error) => {
  throw error
})
afterAll(async () => {
  connection.disconnect()
  await Promise.all([link.stop(), database.close(), owner.close()])
})
const tags = [...contractTags]
const asking = { token: 't', leaseMs: 1_000, isForced: false, tags: [] }

function memory(): TestedTier {
  const tier = new MemoryTier({ maxEntries: 100, maxBytes: 10_000_000, tenantShare: 1 })
  return {
    async write(key, bytes, keptMs) {
      const nowMs = performance.now()
      const times = { loadedMs: nowMs, freshUntilMs: nowMs, keptUntilMs: nowMs + keptMs, confirmedMs: nowMs, loadMs: 1 }
      const asOf = { generation: 'g', count: 0 }
      tier.set(key, { value: bytes, tags, asOf, validRevision: -1, bytes: bytes.length, ...times })
    },
    async read(key) {
      const entry = tier.get(key) as Entry<Buffer> | undefined
      if (!entry || entry.keptUntilMs < performance.now()) return undefined
      return { bytes: entry.value, tags: entry.tags, ageMs: performance.now() - entry.loadedMs }
    },
    async remove(key) {
      tier.delete(key)
    },
  }
}

const shared: TestedTier = {
  async write(key, bytes, keptMs) {
    await this.remove(key)
    const answer = await redis.lookup('contract', key, { ...asking, tags })
    const asOf = answer?.now ?? { generation: '', count: 0 }
    const value = { bytes, tags, asOf, ageMs: 0, freshMs: keptMs, keptMs, loadMs: 1 }
    expect(await redis.store('contract', key, 't', value)).toBe('stored')
  },
  async read(key) {
    const answer = await redis.lookup('contract', key, asking)
    if (answer?.state === 'lease') await redis.fail('contract', key, 't', 1)
    return answer?.found?.stored
  },
  async remove(key) {
    await redis.invalidate([], false, RedisTier.keysOf('contract', key))
  },
}

const stored: TestedTier = {
  write: (key, bytes, keptMs) => {
    const asOf = { generation: 'g', count: 1 }
    return postgres.store('contract', key, { bytes, tags, asOf, ageMs: 0, freshMs: keptMs, keptMs, loadMs: 1 })
  },
  read: (key) => postgres.read('contract', key),
  remove: (key) => postgres.remove('contract', key),
}

describeTier('memory', memory)
describeTier('redis', () => shared)
describeTier('postgres', () => stored)

it('a sweep deletes what is no longer kept, of all tenants', async () => {
  for (const tenant of ['acme', 'globex']) await stored.write(keyOf(tenant, 'swept'), Buffer.from('old'), 1)
  await stored.write(keyOf('globex', 'kept'), Buffer.from('new'), 60_000)
  const ids = () =>
    owner.platform(
      { name: 'look' },
      (sql) => sql<{ id: string }[]>`select id from operations.cache where id in ('swept', 'kept')`,
    )
  await expect
    .poll(async () => {
      await postgres.sweep()
      return (await ids()).map(({ id }) => id)
    })
    .toEqual(['kept'])
})

it('the platform has no rows in Postgres', async () => {
  await expect(postgres.read('contract', keyOf(platform, 'a'))).rejects.toThrow(RangeError)
})

it('a value is not stored by a process that lost the lease', async () => {
  const key = keyOf('acme', 'leased')
  const answer = await redis.lookup('contract', key, { ...asking, token: 'first', leaseMs: 1 })
  expect(answer?.state).toBe('lease')
  await expect
    .poll(async () => (await redis.lookup('contract', key, { ...asking, token: 'second' }))?.state)
    .toBe('lease')
  const value = { bytes: 'late', tags, asOf: answer?.now ?? { generation: '', count: 0 }, ageMs: 0, freshMs: 1e4 }
  expect(await redis.store('contract', key, 'first', { ...value, keptMs: 1e4, loadMs: 1 })).toBe('lost')
})

it('a tag whose number Redis has lost makes a value unknown, not fresh', async () => {
  const key = keyOf('acme', 'tagged')
  await shared.write(key, Buffer.from('value'), 60_000)
  await connection.del('{inkling:cache}:tag:acme/item:1')
  const answer = await redis.lookup('contract', key, asking)
  expect([answer?.state, answer?.found?.validity]).toEqual(['lease', 'unknown'])
})

it('after one command in vain, a hung Redis is asked no more until it is heard again', async () => {
  let heardMs = Number.NEGATIVE_INFINITY
  const tier = new RedisTier(
    scripts,
    () => performance.now(),
    () => heardMs,
  )
  link.stall()
  expect(await tier.lookup('contract', keyOf('acme', 'a'), asking)).toBeUndefined()
  await link.mend()
  expect(await tier.lookup('contract', keyOf('acme', 'a'), asking)).toBeUndefined()
  heardMs = performance.now()
  expect(await tier.lookup('contract', keyOf('acme', 'a'), asking)).toBeDefined()
})
