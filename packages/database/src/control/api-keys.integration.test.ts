import { hash } from 'node:crypto'
import { testDatabase } from '@inkling/testing'
import { afterAll, describe, expect, it } from 'vitest'
import { createDatabase } from '../client/create-database.ts'
import { createKey, deleteKey, listKeys, readStoredKey, rotateKey, updateKey } from './api-keys.ts'
import { createTenant } from './tenants.ts'

const { ownerUrl, roleUrl } = await testDatabase()
const database = createDatabase({ url: roleUrl('maintenance'), applicationName: 'test', pool: 2 })
const owner = createDatabase({ url: ownerUrl, applicationName: 'test', pool: 1 })
afterAll(() => Promise.all([database.close(), owner.close()]))

for (const id of ['acme', 'other']) await createTenant(database.background(id), { name: id, plan: 'starter' })

const reader = { name: 'reader', scopes: ['search:read', 'items:read'], allowedOrigins: [], expiresAt: null }
const create = (expiresAt: string | null = null) => createKey(database.background('acme'), { ...reader, expiresAt })
const find = async (id: string) => (await listKeys(database.background('acme'))).find((key) => key.id === id)
const notFound = expect.objectContaining({ code: 'not_found' })

/** Seconds until the key ends, by the clock of Postgres. */
const secondsLeft = (id: string) =>
  owner.platform({ name: 'look' }, async (sql) => {
    const [row] = await sql<{ seconds: number | null }[]>`
      select extract(epoch from expires_at - now())::float8 as seconds from control.api_keys where id = ${id}`
    return row?.seconds ?? null
  })

describe('API keys in Postgres', () => {
  it('shows the secret of a new key once and stores only its hash', async () => {
    const { key, ...facts } = await create('2030-01-01T00:00:00.000Z')
    const expected = {
      ...reader,
      id: expect.any(String),
      expiresAt: '2030-01-01T00:00:00.000Z',
      expiresSoon: false,
      lastUsedAt: null,
    }
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
    const fresh = await rotateKey(database.background('acme'), old.id, 600)
    expect(fresh).toMatchObject({ name: 'reader', scopes: reader.scopes, expiresAt: null })
    expect(fresh.key).not.toBe(old.key)
    const left = await secondsLeft(old.id)
    expect(left).toBeGreaterThan(500)
    expect(left).toBeLessThanOrEqual(600)
  })

  it('of eight rotations of a key at the same moment, one makes a successor and the others are conflicts', async () => {
    const old = await create()
    const before = (await listKeys(database.background('acme'))).length
    const rotations = Array.from({ length: 8 }, () => rotateKey(database.background('acme'), old.id, 600))
    const refused = (await Promise.allSettled(rotations)).filter(({ status }) => status === 'rejected')
    const conflict = { status: 'rejected', reason: expect.objectContaining({ code: 'conflict' }) }
    expect(refused).toEqual(Array.from({ length: 7 }, () => conflict))
    expect(await listKeys(database.background('acme'))).toHaveLength(before + 1)
  })

  it('keeps the allowed origins of a key, also when it is rotated, and replaces them', async () => {
    const acme = database.background('acme')
    const allowedOrigins = ['https://shop.example', 'http://localhost:3000']
    const page = await createKey(acme, { ...reader, scopes: ['search:read'], allowedOrigins })
    expect(page.allowedOrigins).toEqual(allowedOrigins)
    expect((await rotateKey(acme, page.id, 0)).allowedOrigins).toEqual(allowedOrigins)
    expect(await updateKey(acme, page.id, { name: 'page' })).toMatchObject({ name: 'page', allowedOrigins })
    await updateKey(acme, page.id, { allowedOrigins: [] })
    expect(await find(page.id)).toMatchObject({ name: 'page', allowedOrigins: [] })
  })

  it('refuses allowed origins for a key with scopes that no page may have', async () => {
    const allowedOrigins = ['https://shop.example']
    const refused = expect.objectContaining({ errors: [expect.objectContaining({ pointer: '/allowedOrigins' })] })
    await expect(createKey(database.background('acme'), { ...reader, allowedOrigins })).rejects.toEqual(refused)
    const { id } = await create()
    await expect(updateKey(database.background('acme'), id, { allowedOrigins })).rejects.toEqual(refused)
    expect((await find(id))?.allowedOrigins).toEqual([])
  })

  it('ends a rotated key at once when there is no overlap', async () => {
    const old = await create()
    await rotateKey(database.background('acme'), old.id, 0)
    expect(await secondsLeft(old.id)).toBeLessThanOrEqual(0)
  })

  it('gives the successor of a key that expires the same lifetime', async () => {
    const old = await create(new Date(Date.now() + 3_600_000).toISOString())
    const { id } = await rotateKey(database.background('acme'), old.id, 0)
    const left = await secondsLeft(id)
    expect(left).toBeGreaterThan(3_500)
    expect(left).toBeLessThanOrEqual(3_600)
  })

  it('gives the successor of a key that expires in the year 9999 or 1 a time that can be stored', async () => {
    for (const expiresAt of ['9999-12-31T23:59:59.000Z', '0001-01-01T00:00:00.000Z']) {
      const { id } = await create(expiresAt)
      expect((await find(id))?.expiresAt).toBe(expiresAt)
      const { expiresAt: successor } = await rotateKey(database.background('acme'), id, 60)
      expect(successor?.slice(0, 10)).toBe(expiresAt.slice(0, 10))
    }
  })

  it('never prolongs a key that is rotated', async () => {
    const old = await create('2020-01-01T00:00:00.000Z')
    await rotateKey(database.background('acme'), old.id, 600)
    expect((await find(old.id))?.expiresAt).toBe('2020-01-01T00:00:00.000Z')
  })

  it('deletes a key that is revoked', async () => {
    const { id } = await create()
    await deleteKey(database.background('acme'), id)
    expect(await find(id)).toBeUndefined()
    await expect(deleteKey(database.background('acme'), id)).rejects.toEqual(notFound)
  })

  it('answers not_found for a tenant that does not exist', async () => {
    await expect(createKey(database.background('nobody'), reader)).rejects.toEqual(notFound)
  })

  it.each([
    ['changes', (id: string) => updateKey(database.background('other'), id, { name: 'mine' })],
    ['rotates', (id: string) => rotateKey(database.background('other'), id, 0)],
    ['deletes', (id: string) => deleteKey(database.background('other'), id)],
  ])("never %s another tenant's key", async (_, change) => {
    const { id } = await create()
    const before = await listKeys(database.background('other'))
    await expect(change(id)).rejects.toEqual(notFound)
    expect(await listKeys(database.background('other'))).toEqual(before)
    expect(await secondsLeft(id)).toBeNull()
    expect(await find(id)).toBeDefined()
  })

  it("reads a stored key by its id alone, with its tenant's plan and standing", async () => {
    const gateway = createDatabase({ url: roleUrl('gateway'), applicationName: 'test', pool: 1 })
    const { id, key } = await create('2030-01-01T00:00:00.000Z')
    expect(await readStoredKey(gateway, id)).toEqual({
      id,
      tenantId: 'acme',
      secretHash: hash('sha256', key.split('_')[2] ?? '', 'buffer'),
      scopes: reader.scopes,
      allowedOrigins: [],
      expiresAtMs: Date.parse('2030-01-01T00:00:00.000Z'),
      plan: 'starter',
      isActive: true,
    })
    expect(await readStoredKey(gateway, 'none')).toBeNull()
    await gateway.close()
  })
})
