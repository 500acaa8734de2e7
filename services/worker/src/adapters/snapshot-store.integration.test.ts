import { createDatabase } from '@inkling/database'
import { NextItemModel } from '@inkling/predictors'
import { testDatabase } from '@inkling/testing'
import { afterAll, describe, expect, it } from 'vitest'
import { readLearned, storeSnapshot } from './snapshot-store.ts'

const { ownerUrl, roleUrl } = await testDatabase()
const database = createDatabase({ url: roleUrl('worker'), applicationName: 'test', pool: 2 })
const owner = createDatabase({ url: ownerUrl, applicationName: 'test', pool: 1 })
afterAll(() => Promise.all([database.close(), owner.close()]))

const store = (tenantId: string, body: Uint8Array, stats = {}) =>
  storeSnapshot(database, tenantId, { kind: 'next-item', horizon: 900_000_000_000n, body, stats, isKept: false })

const versionsIn = (table: 'behaviour.snapshots' | 'behaviour.snapshot_parts', tenantId: string) =>
  owner.platform({ name: 'look' }, async (sql) => {
    const rows = await sql<{ version: bigint }[]>`
      select distinct version from ${sql(table)} where tenant_id = ${tenantId} order by version`
    return rows.map(({ version }) => version)
  })

describe('storeSnapshot', () => {
  it('stores a body larger than one part so that its parts give it back', async () => {
    const body = Uint8Array.from({ length: 2.5 * 1024 * 1024 }, (_, n) => n % 251)
    const version = await store('large', body, { events: 7 })
    const parts = await owner.platform(
      { name: 'look' },
      (sql) =>
        sql<{ body: Buffer }[]>`select body from behaviour.snapshot_parts where tenant_id = 'large' order by part`,
    )
    expect(parts).toHaveLength(3)
    expect(Buffer.concat(parts.map((part) => part.body)).equals(body)).toBe(true)
    const [header] = await owner.platform(
      { name: 'look' },
      (sql) => sql`select version, horizon::text, size_bytes, stats from behaviour.snapshots where tenant_id = 'large'`,
    )
    expect(header).toEqual({ version, horizon: '900000000000', size_bytes: BigInt(body.length), stats: { events: 7 } })
  })

  it('keeps the newest three of a tenant, and all their parts', async () => {
    const kept = await store('other', Uint8Array.of(1))
    const versions: bigint[] = []
    for (const byte of [1, 2, 3, 4, 5]) versions.push(await store('many', Uint8Array.of(byte)))
    expect(await versionsIn('behaviour.snapshots', 'many')).toEqual(versions.slice(2))
    expect(await versionsIn('behaviour.snapshot_parts', 'many')).toEqual(versions.slice(2))
    expect(await versionsIn('behaviour.snapshots', 'other')).toEqual([kept])
  })
})

describe('a snapshot whose worker died', () => {
  it('is none, nothing is learned from it, and it goes with the next', async () => {
    const body = new NextItemModel().encode()
    const first = await store('died', body)
    await owner.platform(
      { name: 'look' },
      (sql) => sql`
        insert into behaviour.snapshot_parts (tenant_id, kind, version, part, body)
        values ('died', 'next-item', nextval('behaviour.snapshots_version_seq'), 0, '\\x01')`,
    )
    expect(await readLearned(database, 'died')).toBeDefined()
    const next = await store('died', body)
    expect(await versionsIn('behaviour.snapshots', 'died')).toEqual([first, next])
    expect(await versionsIn('behaviour.snapshot_parts', 'died')).toEqual([first, next])
  })
})

it('writes each part in a transaction of its own, so that no tail waits for all of them', async () => {
  await store('parts', new Uint8Array(2.5 * 1024 * 1024))
  const [parts] = await owner.platform(
    { name: 'look' },
    (sql) => sql`
      select count(distinct xmin::text)::int as transactions from behaviour.snapshot_parts where tenant_id = 'parts'`,
  )
  expect(parts).toEqual({ transactions: 3 })
})

describe('readLearned', () => {
  it('gives what the newest snapshot has learned, from its first part, however large the rest', async () => {
    const model = new NextItemModel()
    for (let n = 0; n < 50_000; n++) model.observe({ itemId: `item ${n % 5}`, sessionId: `session ${n}`, atMs: n })
    const body = model.encode()
    expect(body.byteLength).toBeGreaterThan(1024 * 1024)
    await store('learned', new NextItemModel().encode())
    await store('learned', body)
    expect(await readLearned(database, 'learned')).toEqual(model.learned)
  })

  it('gives nothing where there is no snapshot, or none that this software can read', async () => {
    expect(await readLearned(database, 'none')).toBeUndefined()
    await store(
      'strange',
      Uint8Array.from({ length: 100 }, (_, n) => n),
    )
    expect(await readLearned(database, 'strange')).toBeUndefined()
    await owner.platform(
      { name: 'age' },
      (sql) =>
        sql`update behaviour.snapshot_parts set body = set_byte(body, 4, 99) where tenant_id = 'learned' and part = 0`,
    )
    expect(await readLearned(database, 'learned')).toBeUndefined()
  })
})
