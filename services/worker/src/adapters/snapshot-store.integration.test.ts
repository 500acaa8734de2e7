import { createDatabase } from '@inkling/database'
import { testDatabase } from '@inkling/testing'
import { afterAll, describe, expect, it } from 'vitest'
import { storeSnapshot } from './snapshot-store.ts'

const { ownerUrl, roleUrl } = await testDatabase()
const database = createDatabase({ url: roleUrl('worker'), applicationName: 'test', pool: 2 })
const owner = createDatabase({ url: ownerUrl, applicationName: 'test', pool: 1 })
afterAll(() => Promise.all([database.close(), owner.close()]))

const store = (tenantId: string, body: Uint8Array, stats = {}) =>
  storeSnapshot(database, tenantId, { kind: 'next-item', horizon: 900_000_000_000n, body, stats })

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
