import { createDatabase, type Database, type Sql } from '@inkling/database'
import { InklingError } from '@inkling/errors'
import { Deadline } from '@inkling/resilience'
import { testDatabase } from '@inkling/testing'
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { createKeyCache } from './key-cache.ts'

const { ownerUrl, roleUrl } = await testDatabase()
const database = createDatabase({ url: roleUrl('gateway'), applicationName: 'test', pool: 2 })
const owner = createDatabase({ url: ownerUrl, applicationName: 'test', pool: 1 })
afterAll(() => Promise.all([database.close(), owner.close()]))

const ttlMs = 5_000
const asOwner = <T>(work: (sql: Sql) => Promise<T>) => owner.platform({ name: 'test' }, work)

/** A cache with a clock of its own, on a Postgres that can be unavailable or hang; and how often it was asked. */
function observedCache() {
  let reads = 0
  let nowMs = 1
  let isAway = false
  let hung: Promise<void> = Promise.resolve()
  const platform: Database['platform'] = async (work, run) => {
    reads++
    await hung
    if (isAway) throw new InklingError('dependency_unavailable', 'The database is not available')
    return database.platform(work, run)
  }
  const cache = createKeyCache({ ...database, platform }, ttlMs, { now: () => nowMs })
  return {
    find: (id: string, timeoutMs = 5_000) => cache.find(id, new Deadline(timeoutMs)),
    findTogether: (id: string) => cache.findTogether(id, new Deadline(5_000)),
    isKnown: cache.isKnown,
    refresh: cache.refresh,
    /** Reads that begin from now on wait until the answer is called. */
    hang() {
      const { promise, resolve } = Promise.withResolvers<void>()
      hung = promise
      return resolve
    },
    reads: () => reads,
    pass(ms: number) {
      nowMs += ms
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

describe('key cache', () => {
  it('finds a key with the plan and state of its tenant', async () => {
    expect(await observedCache().find('k')).toEqual({
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
    ['a revoked key', (sql: Sql) => sql`delete from control.api_keys`, null],
    [
      'a suspended tenant',
      (sql: Sql) => sql`update control.tenants set status = 'suspended'`,
      expect.objectContaining({ isActive: false }),
    ],
  ])('rejects %s when the time to live is over', async (_, shutOut, expected) => {
    const { find, pass } = observedCache()
    await find('k')
    await asOwner(async (sql) => void (await shutOut(sql)))
    pass(ttlMs)
    expect(await find('k')).toMatchObject({ isActive: true })
    pass(1)
    await vi.waitFor(async () => expect(await find('k')).toEqual(expected))
  })

  it('keeps that an id is unknown until the time to live is over', async () => {
    const { find, reads, pass } = observedCache()
    for (const _ of [1, 2, 3]) expect(await find('unknown')).toBeNull()
    expect(reads()).toBe(1)
    pass(ttlMs + 1)
    await find('unknown')
    expect(reads()).toBe(2)
  })

  it('reads a key once for concurrent requests', async () => {
    const { find, reads } = observedCache()
    const found = await Promise.all(Array.from({ length: 20 }, () => find('k')))
    expect(found.every((key) => key?.id === 'k')).toBe(true)
    expect(reads()).toBe(1)
  })

  it('finds a key whose entry many unknown ids displace while it is read', async () => {
    const gate = Promise.withResolvers<void>()
    let room = 1
    const platform: Database['platform'] = async (work, run) => {
      if (room-- <= 0) throw new Error('too many')
      await gate.promise
      return database.platform(work, run)
    }
    const cache = createKeyCache({ ...database, platform }, ttlMs)
    const find = (id: string) => cache.find(id, new Deadline(5_000))
    const answer = find('k')
    const crowd = Promise.allSettled(Array.from({ length: 10_000 }, (_, n) => find(`unknown ${n}`)))
    gate.resolve()
    expect(await answer).toMatchObject({ id: 'k' })
    await crowd
  })

  it('uses known keys while Postgres is unavailable, answers 503 for unknown ones, and recovers', async () => {
    const { find, reads, pass, setAway } = observedCache()
    await find('k')
    setAway(true)
    pass(ttlMs + 1)
    for (const _ of [1, 2, 3]) expect(await find('k')).toMatchObject({ id: 'k', isActive: true })
    expect(reads()).toBe(2)
    await expect(find('never seen')).rejects.toMatchObject({ code: 'dependency_unavailable' })
    setAway(false)
    expect(await find('never seen')).toBeNull()
    await asOwner(async (sql) => void (await sql`delete from control.api_keys`))
    pass(ttlMs + 1)
    await vi.waitFor(async () => expect(await find('k')).toBeNull())
  })

  it('uses a known key at once while Postgres hangs, and rejects a revoked one as soon as the read ends', async () => {
    const { find, reads, pass, hang } = observedCache()
    await find('k')
    await asOwner(async (sql) => void (await sql`delete from control.api_keys`))
    const resume = hang()
    pass(ttlMs + 1)
    for (const _ of [1, 2, 3]) expect(await find('k')).toMatchObject({ id: 'k' })
    expect(reads()).toBe(2)
    resume()
    await vi.waitFor(async () => expect(await find('k')).toBeNull())
  })

  it('rejects an unknown key at the deadline while Postgres hangs', async () => {
    const { find, hang } = observedCache()
    const resume = hang()
    await expect(find('k', 1)).rejects.toMatchObject({ code: 'dependency_unavailable', retryAfterSeconds: 2 })
    resume()
    expect(await find('k')).toMatchObject({ id: 'k' })
  })

  it('a refresh reads all keys in use in one statement, so that none of them waits and a revoked one is rejected', async () => {
    await asOwner(
      async (sql) =>
        void (await sql`
          insert into control.api_keys (tenant_id, id, name, secret_hash, scopes)
          values ('t', 'other', 'K', '\\x0102', '{search:read}')`),
    )
    const { find, refresh, reads, pass } = observedCache()
    for (const id of ['k', 'other']) await find(id)
    await asOwner(async (sql) => void (await sql`delete from control.api_keys where id = 'k'`))
    pass(ttlMs / 2)
    await refresh()
    expect(reads()).toBe(3)
    expect(await find('k')).toBeNull()
    pass(ttlMs / 2 + 1)
    expect(await find('other')).toMatchObject({ id: 'other' })
    expect(reads()).toBe(3)
  })

  it('a refresh costs nothing while no key is used, and keeps the keys while Postgres is unavailable', async () => {
    const { find, refresh, reads, pass, setAway } = observedCache()
    await refresh()
    expect(reads()).toBe(0)
    await find('k')
    setAway(true)
    pass(1)
    await refresh()
    expect(await find('k')).toMatchObject({ id: 'k' })
    setAway(false)
    await refresh()
    await refresh()
    expect(reads()).toBe(3)
  })

  it('knows keys that exist or are being read, and unknown ids until their time to live is over', async () => {
    const { find, isKnown, pass } = observedCache()
    expect(isKnown('k')).toBe(false)
    const reading = find('k')
    expect(isKnown('k')).toBe(true)
    await reading
    await find('unknown')
    expect(isKnown('unknown')).toBe(true)
    pass(ttlMs + 1)
    expect(isKnown('k')).toBe(true)
    expect(isKnown('unknown')).toBe(false)
  })

  it('keys that are guessed share a read, are not kept, and do not keep a valid one from being found', async () => {
    const { findTogether, isKnown, reads, setAway } = observedCache()
    const found = await Promise.all(['guess 1', 'k', 'guess 2'].map(findTogether))
    expect(found).toEqual([null, expect.objectContaining({ id: 'k' }), null])
    expect(reads()).toBe(1)
    expect(['guess 1', 'k'].map(isKnown)).toEqual([false, true])
    setAway(true)
    expect(await findTogether('other')).toBeNull()
  })

  it.each([0, -1, Number.NaN])(
    'rejects a time to live of %d, with which a revoked key would stay valid',
    (badTtlMs) => {
      expect(() => createKeyCache(database, badTtlMs)).toThrow(RangeError)
    },
  )
})
