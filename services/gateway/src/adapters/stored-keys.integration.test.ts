import { type Caches, createCache, platform as ofPlatform } from '@inkling/cache'
import { createDatabase, type Database, type Sql } from '@inkling/database'
import { InklingError } from '@inkling/errors'
import { Deadline } from '@inkling/resilience'
import { testDatabase, testRedis } from '@inkling/testing'
import { Redis } from 'ioredis'
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { storedKeys } from './stored-keys.ts'

const { ownerUrl, roleUrl } = await testDatabase()
const database = createDatabase({ url: roleUrl('gateway'), applicationName: 'test', pool: 2 })
const owner = createDatabase({ url: ownerUrl, applicationName: 'test', pool: 1 })
afterAll(() => Promise.all([database.close(), owner.close()]))

const redis = await testRedis()
const ttlMs = 5_000
const asOwner = <T>(work: (sql: Sql) => Promise<T>) => owner.platform({ name: 'test' }, work)
const opened: Caches[] = []
const control = new Redis(redis.url)
/** Without the hottest keys of the test before, which would be read at the start of the next. */
afterEach(async () => {
  await Promise.all(opened.splice(0).map((caches) => caches.close()))
  await control.flushall()
})
afterAll(() => control.disconnect())

/** Keys with a clock of their own, on a Postgres that can be unavailable or hang; and how often it was asked. */
async function observedKeys() {
  let reads = 0
  let aheadMs = 0
  let isAway = false
  let hung: Promise<void> = Promise.resolve()
  const platform: Database['platform'] = async (work, run) => {
    reads++
    await hung
    if (isAway) throw new InklingError('dependency_unavailable', 'The database is not available')
    return database.platform(work, run)
  }
  const caches = createCache({ redisUrl: redis.url, clock: () => performance.now() + aheadMs, random: () => 0 })
  opened.push(caches)
  await caches.ready
  const keys = storedKeys(caches, { ...database, platform }, ttlMs)
  return {
    find: async (id: string, timeoutMs = 5_000) => keys.find(id, new Deadline(timeoutMs)),
    findAtOnce: (id: string) => keys.find(id, new Deadline(5_000)),
    findTogether: (id: string) => keys.findTogether(id, new Deadline(5_000)),
    isKnown: keys.isKnown,
    clear: () => caches.clear(),
    invalidate: (...tags: string[]) => caches.invalidate(ofPlatform, tags),
    /** Reads that begin from now on wait until the answer is called. */
    hang() {
      const { promise, resolve } = Promise.withResolvers<void>()
      hung = promise
      return resolve
    },
    reads: () => reads,
    pass(ms: number) {
      aheadMs += ms
    },
    setAway(away: boolean) {
      isAway = away
    },
  }
}

beforeEach(() =>
  asOwner(async (sql) => {
    await sql`delete from control.tenants`
    await sql`insert into control.tenants (id, name, plan) values ('t', 'T', 'growth')`
    await sql`
      insert into control.api_keys (tenant_id, id, name, secret_hash, scopes, expires_at)
      values ('t', 'k', 'K', '\\x0102', '{search:read}', '2030-01-01T00:00:00Z')`
  }),
)

describe('stored keys', () => {
  it('finds a key with the plan and state of its tenant', async () => {
    const { find } = await observedKeys()
    expect(await find('k')).toEqual({
      id: 'k',
      tenantId: 't',
      allowedOrigins: [],
      secretHash: Buffer.of(1, 2),
      scopes: ['search:read'],
      expiresAtMs: Date.parse('2030-01-01T00:00:00Z'),
      plan: 'growth',
      isActive: true,
    })
  })

  it.each([
    ['a revoked key', 'key:k', (sql: Sql) => sql`delete from control.api_keys`, null],
    [
      'a suspended tenant',
      'tenant:t',
      (sql: Sql) => sql`update control.tenants set status = 'suspended'`,
      expect.objectContaining({ isActive: false }),
    ],
  ])(
    'rejects %s as soon as its tag is invalidated, and else when the time to live is over',
    async (_, tag, shutOut, expected) => {
      const [told, untold] = [await observedKeys(), await observedKeys()]
      await Promise.all([told.find('k'), untold.find('k')])
      await asOwner(async (sql) => void (await shutOut(sql)))
      expect(await told.find('k')).toMatchObject({ isActive: true })
      untold.pass(ttlMs)
      expect(await untold.find('k')).toEqual(expected)
      await told.invalidate(tag)
      expect(await told.find('k')).toEqual(expected)
    },
  )

  it('a key in memory is found without a promise', async () => {
    const { find, findAtOnce } = await observedKeys()
    await find('k')
    expect(findAtOnce('k')).toMatchObject({ id: 'k' })
  })

  it('keeps for a second that an id is unknown', async () => {
    const { find, reads, pass } = await observedKeys()
    for (const _ of [1, 2, 3]) expect(await find('unknown')).toBeNull()
    expect(reads()).toBe(1)
    pass(1_000)
    await find('unknown')
    expect(reads()).toBe(2)
  })

  it('reads a key once for concurrent requests', async () => {
    const { find, reads } = await observedKeys()
    const found = await Promise.all(Array.from({ length: 20 }, () => find('k')))
    expect(found.every((key) => key?.id === 'k')).toBe(true)
    expect(reads()).toBe(1)
  })

  it('uses known keys while Postgres is unavailable, answers 503 for unknown ones, and recovers', async () => {
    const { find, pass, setAway } = await observedKeys()
    await find('k')
    setAway(true)
    pass(ttlMs)
    for (const _ of [1, 2, 3]) expect(await find('k')).toMatchObject({ id: 'k', isActive: true })
    await expect(find('never seen')).rejects.toMatchObject({ code: 'dependency_unavailable' })
    setAway(false)
    await asOwner(async (sql) => void (await sql`delete from control.api_keys`))
    pass(ttlMs)
    expect(await find('never seen')).toBeNull()
    expect(await find('k')).toBeNull()
  })

  it('while Postgres hangs for a minute, every request with a known key finds it, and one read waits', async () => {
    const { find, reads, pass, hang } = await observedKeys()
    await find('k')
    const resume = hang()
    for (const _ of Array.from({ length: 12 })) {
      pass(ttlMs)
      const found = await Promise.all(Array.from({ length: 20 }, () => find('k')))
      expect(found.every((key) => key?.id === 'k')).toBe(true)
    }
    expect(reads()).toBe(2)
    await asOwner(async (sql) => void (await sql`delete from control.api_keys`))
    resume()
    await vi.waitFor(async () => expect(await find('k')).toBeNull())
  })

  it('rejects an unknown key at the deadline while Postgres hangs', async () => {
    const { find, hang } = await observedKeys()
    const resume = hang()
    await expect(find('k', 1)).rejects.toMatchObject({ code: 'dependency_unavailable', retryAfterSeconds: 2 })
    resume()
    expect(await find('k')).toMatchObject({ id: 'k' })
  })

  it('knows keys that exist or are being read, and for a second that an id is unknown', async () => {
    const { find, isKnown, pass, invalidate } = await observedKeys()
    expect(isKnown('k')).toBe(false)
    const reading = find('k')
    expect(isKnown('k')).toBe(true)
    await reading
    await find('unknown')
    expect(isKnown('unknown')).toBe(true)
    pass(ttlMs)
    expect(isKnown('k')).toBe(true)
    expect(isKnown('unknown')).toBe(false)
    await invalidate('key:k')
    expect(isKnown('k')).toBe(false)
  })

  it('keys that are guessed share a read, are not kept, and do not keep a valid one from being found', async () => {
    const { findTogether, isKnown, reads, setAway } = await observedKeys()
    const found = await Promise.all(['guess 1', 'k', 'guess 2'].map(findTogether))
    expect(found).toEqual([null, expect.objectContaining({ id: 'k' }), null])
    expect(reads()).toBe(2)
    expect(['guess 1', 'k'].map(isKnown)).toEqual([false, true])
    setAway(true)
    expect(await findTogether('other')).toBeNull()
  })
})

it('a key is found although all that is cached is forgotten while it is read', async () => {
  const keys = await observedKeys()
  const goOn = keys.hang()
  const found = keys.find('k')
  await keys.clear()
  goOn()
  expect(await found).toMatchObject({ tenantId: 't' })
})
