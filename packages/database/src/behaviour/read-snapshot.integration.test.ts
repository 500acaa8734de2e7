import { snapshotKinds } from '@inkling/contracts'
import { testDatabase } from '@inkling/testing'
import { afterAll, describe, expect, it } from 'vitest'
import { createDatabase } from '../client/create-database.ts'
import { type NewSnapshot, newestSnapshotVersion, readNewestSnapshot, storeSnapshot } from './snapshots.ts'

const { roleUrl } = await testDatabase()
const database = createDatabase({ url: roleUrl('prediction'), applicationName: 'test', pool: 2 })
const worker = createDatabase({ url: roleUrl('worker'), applicationName: 'test', pool: 1 })
afterAll(() => Promise.all([database.close(), worker.close()]))

type Stored = Pick<NewSnapshot, 'horizon' | 'body' | 'isKept'>
const store = (tenantId: string, snapshot: Stored) =>
  storeSnapshot(worker.background(tenantId), { kind: snapshotKinds.nextItem, stats: {}, ...snapshot })

const bytes = (length: number) => Uint8Array.from({ length }, (_, n) => n % 251)

describe('snapshot store', () => {
  it('reads version 0 and no snapshot for a tenant that has none', async () => {
    expect(await newestSnapshotVersion(database.background('none'), snapshotKinds.nextItem)).toBe(0n)
    expect(await readNewestSnapshot(database.background('none'), snapshotKinds.nextItem)).toBeUndefined()
  })

  it('joins the parts of a snapshot in their order, however many', async () => {
    const version = await store('parts', { horizon: 900_000_000_000n, body: bytes(2_500_000) })
    expect(await readNewestSnapshot(database.background('parts'), snapshotKinds.nextItem)).toEqual({
      version,
      horizon: 900_000_000_000n,
      body: bytes(2_500_000),
    })
  })

  it('returns bytes that decoders may slice into copies', async () => {
    await store('plain', { horizon: 1n, body: bytes(10) })
    const body = (await readNewestSnapshot(database.background('plain'), snapshotKinds.nextItem))?.body.slice(2, 6)
    expect(body?.buffer.byteLength).toBe(4)
  })

  it('reads the newest snapshot', async () => {
    await store('newer', { horizon: 5n, body: bytes(3) })
    const version = await store('newer', { horizon: 6n, body: bytes(5) })
    expect(await newestSnapshotVersion(database.background('newer'), snapshotKinds.nextItem)).toBe(version)
    expect(await readNewestSnapshot(database.background('newer'), snapshotKinds.nextItem)).toEqual({
      version,
      horizon: 6n,
      body: bytes(5),
    })
  })

  it('starts from a kept snapshot, but does not report its version as newer', async () => {
    const version = await store('kept', { horizon: 5n, body: bytes(3) })
    await store('kept', { horizon: 9n, body: bytes(4), isKept: true })
    expect(await newestSnapshotVersion(database.background('kept'), snapshotKinds.nextItem)).toBe(version)
    expect(await readNewestSnapshot(database.background('kept'), snapshotKinds.nextItem)).toMatchObject({ horizon: 9n })
  })

  it("shows no other tenant's", async () => {
    await store('theirs', { horizon: 5n, body: bytes(3) })
    expect(await readNewestSnapshot(database.background('ours'), snapshotKinds.nextItem)).toBeUndefined()
  })
})
