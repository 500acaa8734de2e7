import { createDatabase, type Database, type Sql } from '@inkling/database'
import { InklingError } from '@inkling/errors'
import { testDatabase } from '@inkling/testing'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { createKeyCache } from './key-cache.ts'

const { ownerUrl, roleUrl } = await testDatabase()
const database = createDatabase({ url: roleUrl('gateway'), applicationName: 'test', pool: 2 })
const owner = createDatabase({ url: ownerUrl, applicationName: 'test', pool: 1 })
afterAll(() => Promise.all([database.close(), owner.close()]))

const ttlMs = 5_000
const asOwner = <T>(work: (sql: Sql) => Promise<T>) => owner.platform({ name: 'test' }, work)

/** A cache with a clock of its own, on a Postgres that can be away; and how often it was asked. */
function observedCache() {
  let reads = 0
  let nowMs = 1
  let isAway = false
  const platform: Database['platform'] = async (work, run) => {
    reads++
    if (isAway) throw new InklingError('dependency_unavailable', 'Postgres is away')
    return database.platform(work, run)
  }
  const { find } = createKeyCache({ ...database, platform }, ttlMs, { now: () => nowMs })
  return {
    find,
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
  it("knows a key with its tenant's standing", async () => {
    expect(await observedCache().find('k')).toEqual({
      id: 'k',
      tenantId: 't',
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
  ])('shuts %s out once the time to live is over', async (_, shutOut, expected) => {
    const { find, pass } = observedCache()
    await find('k')
    await asOwner(async (sql) => void (await shutOut(sql)))
    pass(ttlMs)
    expect(await find('k')).toMatchObject({ isActive: true })
    pass(1)
    expect(await find('k')).toEqual(expected)
  })

  it('remembers that an id is unknown, until the time to live is over', async () => {
    const { find, reads, pass } = observedCache()
    for (const _ of [1, 2, 3]) expect(await find('unknown')).toBeNull()
    expect(reads()).toBe(1)
    pass(ttlMs + 1)
    await find('unknown')
    expect(reads()).toBe(2)
  })

  it('reads once for all who ask for a key at the same moment', async () => {
    const { find, reads } = observedCache()
    const found = await Promise.all(Array.from({ length: 20 }, () => find('k')))
    expect(found.every((key) => key?.id === 'k')).toBe(true)
    expect(reads()).toBe(1)
  })

  it('answers a key that a crowd of unknown ids drives out while it is read', async () => {
    const gate = Promise.withResolvers<void>()
    let room = 1
    const platform: Database['platform'] = async (work, run) => {
      if (room-- <= 0) throw new Error('too many')
      await gate.promise
      return database.platform(work, run)
    }
    const { find } = createKeyCache({ ...database, platform }, ttlMs)
    const answer = find('k')
    const crowd = Promise.allSettled(Array.from({ length: 10_000 }, (_, n) => find(`unknown ${n}`)))
    gate.resolve()
    expect(await answer).toMatchObject({ id: 'k' })
    await crowd
  })

  it('goes on with the keys it has seen while Postgres is away, refuses clearly those it has not, and recovers', async () => {
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
    expect(await find('k')).toBeNull()
  })

  it.each([0, -1, Number.NaN])('refuses a time to live of %d, which would never let a revoked key go', (badTtlMs) => {
    expect(() => createKeyCache(database, badTtlMs)).toThrow(RangeError)
  })
})
