import { hash } from 'node:crypto'
import { createDatabase } from '@inkling/database'
import { testDatabase } from '@inkling/testing'
import { afterAll, describe, expect, it } from 'vitest'
import { createKey, deleteKey, listKeys, rotateKey } from './key-store.ts'
import { createTenant } from './tenant-store.ts'

const { ownerUrl, roleUrl } = await testDatabase()
const database = createDatabase({ url: roleUrl('maintenance'), applicationName: 'test', pool: 2 })
const owner = createDatabase({ url: ownerUrl, applicationName: 'test', pool: 1 })
afterAll(() => Promise.all([database.close(), owner.close()]))

for (const id of ['acme', 'other']) await createTenant(database, { id, name: id, plan: 'starter' })

const reader = { name: 'reader', scopes: ['search:read', 'items:read'], expiresAt: null }
const create = (expiresAt: string | null = null) => createKey(database, 'acme', { ...reader, expiresAt })
const find = async (id: string) => (await listKeys(database, 'acme')).find((key) => key.id === id)
const notFound = expect.objectContaining({ code: 'not_found' })

/** Seconds until the key ends, by the clock of Postgres. */
const secondsLeft = (id: string) =>
  owner.platform({ name: 'look' }, async (sql) => {
    const [row] = await sql<{ seconds: number | null }[]>`
      select extract(epoch from expires_at - now())::float8 as seconds from control.api_keys where id = ${id}`
    return row?.seconds ?? null
  })

describe('key store', () => {
  it('shows the secret once and stores its hash alone', async () => {
    const { key, ...facts } = await create('2030-01-01T00:00:00.000Z')
    const expected = { ...reader, id: expect.any(String), expiresAt: '2030-01-01T00:00:00.000Z' }
    expect(facts).toEqual({ ...expected, createdAt: expect.stringContaining('Z') })
    expect(await find(facts.id)).toEqual(facts)
    const secret = key.split('_')[2] ?? ''
    const [row] = await owner.platform(
      { name: 'look' },
      (sql) => sql`select * from control.api_keys where id = ${facts.id}`,
    )
    expect(row?.secret_hash).toEqual(hash('sha256', secret, 'buffer'))
    expect(JSON.stringify(row)).not.toContain(secret)
  })

  it('rotates a key into one of the same name and scopes, and ends the old one after the overlap', async () => {
    const old = await create()
    const fresh = await rotateKey(database, 'acme', old.id, 600)
    expect(fresh).toMatchObject({ name: 'reader', scopes: reader.scopes, expiresAt: null })
    expect(fresh.key).not.toBe(old.key)
    const left = await secondsLeft(old.id)
    expect(left).toBeGreaterThan(500)
    expect(left).toBeLessThanOrEqual(600)
  })

  it('ends the old key at once when there is no overlap', async () => {
    const old = await create()
    await rotateKey(database, 'acme', old.id, 0)
    expect(await secondsLeft(old.id)).toBeLessThanOrEqual(0)
  })

  it('gives a key that ends a successor of the same lifetime', async () => {
    const old = await create(new Date(Date.now() + 3_600_000).toISOString())
    const { id } = await rotateKey(database, 'acme', old.id, 0)
    const left = await secondsLeft(id)
    expect(left).toBeGreaterThan(3_500)
    expect(left).toBeLessThanOrEqual(3_600)
  })

  it('never prolongs a key by rotating it', async () => {
    const old = await create('2020-01-01T00:00:00.000Z')
    await rotateKey(database, 'acme', old.id, 600)
    expect((await find(old.id))?.expiresAt).toBe('2020-01-01T00:00:00.000Z')
  })

  it('revokes a key for good', async () => {
    const { id } = await create()
    await deleteKey(database, 'acme', id)
    expect(await find(id)).toBeUndefined()
    await expect(deleteKey(database, 'acme', id)).rejects.toEqual(notFound)
  })

  it("finds no tenant that does not exist and no other tenant's key", async () => {
    const { id } = await create()
    await expect(createKey(database, 'nobody', reader)).rejects.toEqual(notFound)
    await expect(rotateKey(database, 'other', id, 0)).rejects.toEqual(notFound)
    await expect(deleteKey(database, 'other', id)).rejects.toEqual(notFound)
    expect((await listKeys(database, 'other')).map((key) => key.id)).not.toContain(id)
    expect(await find(id)).toBeDefined()
  })
})
