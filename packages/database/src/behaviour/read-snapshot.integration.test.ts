import { testDatabase } from '@inkling/testing'
import { afterAll, describe, expect, it } from 'vitest'
import { putSnapshot } from '../../test/put-snapshot.ts'
import { createDatabase } from '../client/create-database.ts'
import { newestSnapshotVersion, readNewestSnapshot } from './snapshots.ts'

const { ownerUrl, roleUrl } = await testDatabase()
const database = createDatabase({ url: roleUrl('prediction'), applicationName: 'test', pool: 2 })
const owner = createDatabase({ url: ownerUrl, applicationName: 'test', pool: 1 })
afterAll(() => Promise.all([database.close(), owner.close()]))

const bytes = (length: number) => Uint8Array.from({ length }, (_, n) => n % 251)

describe('snapshot store', () => {
  it('reads version 0 and no snapshot for a tenant that has none', async () => {
    expect(await newestSnapshotVersion(database.background('none'), 'next-item')).toBe(0n)
    expect(await readNewestSnapshot(database.background('none'), 'next-item')).toBeUndefined()
  })

  it('joins the parts of a snapshot in their order, however many', async () => {
    const version = await putSnapshot(owner, 'parts', { horizon: 900_000_000_000n, body: bytes(25_500) })
    expect(await readNewestSnapshot(database.background('parts'), 'next-item')).toEqual({
      version,
      horizon: 900_000_000_000n,
      body: bytes(25_500),
    })
  })

  it('returns bytes that decoders may slice into copies', async () => {
    await putSnapshot(owner, 'plain', { horizon: 1n, body: bytes(10) })
    const body = (await readNewestSnapshot(database.background('plain'), 'next-item'))?.body.slice(2, 6)
    expect(body?.buffer.byteLength).toBe(4)
  })

  it('reads the newest snapshot', async () => {
    await putSnapshot(owner, 'newer', { horizon: 5n, body: bytes(3) })
    const version = await putSnapshot(owner, 'newer', { horizon: 4n, body: bytes(5) })
    expect(await newestSnapshotVersion(database.background('newer'), 'next-item')).toBe(version)
    expect(await readNewestSnapshot(database.background('newer'), 'next-item')).toEqual({
      version,
      horizon: 4n,
      body: bytes(5),
    })
  })

  it('starts from a kept snapshot, but does not report its version as newer', async () => {
    const version = await putSnapshot(owner, 'kept', { horizon: 5n, body: bytes(3) })
    await putSnapshot(owner, 'kept', { horizon: 9n, body: bytes(4) })
    await owner.platform(
      { name: 'keep' },
      (sql) => sql`update behaviour.snapshots set is_kept = true where tenant_id = 'kept' and version > ${version}`,
    )
    expect(await newestSnapshotVersion(database.background('kept'), 'next-item')).toBe(version)
    expect(await readNewestSnapshot(database.background('kept'), 'next-item')).toMatchObject({ horizon: 9n })
  })

  it("shows no other tenant's", async () => {
    await putSnapshot(owner, 'theirs', { horizon: 5n, body: bytes(3) })
    expect(await readNewestSnapshot(database.background('ours'), 'next-item')).toBeUndefined()
  })
})
