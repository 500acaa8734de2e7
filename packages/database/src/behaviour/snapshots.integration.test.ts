import { snapshotKinds } from '@inkling/contracts'
import { testDatabase } from '@inkling/testing'
import { afterAll, describe, expect, it } from 'vitest'
import { createDatabase } from '../client/create-database.ts'
import { readSnapshotAge, readSnapshotHead, storeSnapshot } from './snapshots.ts'

const { ownerUrl, roleUrl } = await testDatabase()
const database = createDatabase({ url: roleUrl('worker'), applicationName: 'test', pool: 2 })
const owner = createDatabase({ url: ownerUrl, applicationName: 'test', pool: 1 })
afterAll(() => Promise.all([database.close(), owner.close()]))

const store = (tenantId: string, body: Uint8Array, stats = {}) =>
  storeSnapshot(database.background(tenantId), { kind: snapshotKinds.nextItem, horizon: 900_000_000_000n, body, stats })

const versionsIn = (table: 'behaviour.snapshots' | 'behaviour.snapshot_parts', tenantId: string) =>
  owner.platform({ name: 'look' }, async (sql) => {
    const rows = await sql<{ version: bigint }[]>`
      select distinct version from ${sql(table)} where tenant_id = ${tenantId} order by version`
    return rows.map(({ version }) => version)
  })

describe('storeSnapshot', () => {
  it('stores a body larger than a part as several parts that make the same body', async () => {
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

  it('keeps the newest three snapshots of a tenant with all their parts', async () => {
    const kept = await store('other', Uint8Array.of(1))
    const versions: bigint[] = []
    for (const byte of [1, 2, 3, 4, 5]) versions.push(await store('many', Uint8Array.of(byte)))
    expect(await versionsIn('behaviour.snapshots', 'many')).toEqual(versions.slice(2))
    expect(await versionsIn('behaviour.snapshot_parts', 'many')).toEqual(versions.slice(2))
    expect(await versionsIn('behaviour.snapshots', 'other')).toEqual([kept])
  })
})

describe('a snapshot whose worker died', () => {
  it('a snapshot whose worker died leaves parts that are no snapshot and that the next snapshot deletes', async () => {
    const first = await store('died', Uint8Array.of(1))
    await owner.platform(
      { name: 'look' },
      (sql) => sql`
        insert into behaviour.snapshot_parts (tenant_id, kind, version, part, body)
        values ('died', 'next-item', nextval('behaviour.snapshots_version_seq'), 0, '\\x02')`,
    )
    expect(await readSnapshotHead(database.background('died'), snapshotKinds.nextItem)).toEqual(Buffer.of(1))
    const next = await store('died', Uint8Array.of(3))
    expect(await versionsIn('behaviour.snapshots', 'died')).toEqual([first, next])
    expect(await versionsIn('behaviour.snapshot_parts', 'died')).toEqual([first, next])
  })
})

it('a worker that stood still stores nothing over the snapshot of a run that has read further', async () => {
  const tenant = database.background('fenced')
  const storeAt = (horizon: bigint) =>
    storeSnapshot(tenant, { kind: snapshotKinds.search, horizon, body: Uint8Array.of(1), stats: {} })
  const version = await storeAt(9n)
  await expect(storeAt(8n)).rejects.toThrow('another run stored a newer search snapshot of tenant fenced')
  expect(await versionsIn('behaviour.snapshots', 'fenced')).toEqual([version])
  expect(await versionsIn('behaviour.snapshots', 'fenced')).not.toContain(await storeAt(9n))
})

it('writes each part of a snapshot in its own transaction, so that no tail waits for all parts', async () => {
  await store('parts', new Uint8Array(2.5 * 1024 * 1024))
  const [parts] = await owner.platform(
    { name: 'look' },
    (sql) => sql`
      select count(distinct xmin::text)::int as transactions from behaviour.snapshot_parts where tenant_id = 'parts'`,
  )
  expect(parts).toEqual({ transactions: 3 })
})

describe('readSnapshotHead', () => {
  const head = (tenantId: string) => readSnapshotHead(database.background(tenantId), snapshotKinds.nextItem)

  it('reads the first megabyte of the newest snapshot, however large the snapshot', async () => {
    const body = Uint8Array.from({ length: 2.5 * 1024 * 1024 }, (_, n) => n % 251)
    await store('large head', Uint8Array.of(1))
    await store('large head', body)
    expect(Buffer.from(body.subarray(0, 1024 * 1024)).equals((await head('large head')) ?? Buffer.of())).toBe(true)
  })

  it('is undefined for a tenant without a snapshot', async () => {
    expect(await head('none')).toBeUndefined()
  })
})

describe('readSnapshotAge', () => {
  it('tells the horizon and the time of the newest snapshot of a kind, kept or not', async () => {
    const aged = database.background('aged')
    const keep = (horizon: bigint, isKept: boolean) =>
      storeSnapshot(aged, { kind: snapshotKinds.nextItem, horizon, body: Uint8Array.of(1), stats: {}, isKept })
    expect(await readSnapshotAge(aged, snapshotKinds.nextItem)).toBeUndefined()
    await keep(5n, false)
    await keep(7n, true)
    expect(await readSnapshotAge(aged, snapshotKinds.nextItem)).toEqual({
      horizon: 7n,
      createdAt: expect.stringMatching(/^20/),
    })
    expect(await readSnapshotAge(aged, snapshotKinds.search)).toBeUndefined()
  })
})
