import { createApiKey } from '@inkling/contracts/api-key'
import { Deadline } from '@inkling/resilience'
import { testDatabase } from '@inkling/testing'
import { afterAll, expect, it } from 'vitest'
import { leaves, newPair, on } from '../../test/two-tenants.ts'
import { createDatabase } from '../client/create-database.ts'
import type { TenantDatabase } from '../client/tenant-database.ts'
import { createKey, deleteKey, findKeyAgain, listKeys, readStoredKey, rotateKey, updateKey } from './api-keys.ts'
import {
  addErasures,
  addRemoved,
  endErasure,
  readErasure,
  readOpenErasures,
  reopenErasures,
  requestErasure,
} from './erasures.ts'
import { putPseudonymKey, readPseudonymKey, replacePseudonymKey } from './pseudonym-keys.ts'
import {
  createTenant,
  findTenant,
  isBeingErased,
  markErased,
  readTenant,
  reviveTenant,
  updateTenant,
} from './tenants.ts'
import { deleteTokenIssuer, listTokenIssuers, putTokenIssuer, readTenantIssuers } from './token-issuers.ts'

// The superuser: row-level security does not help the statements.
const { ownerUrl } = await testDatabase()
const database = createDatabase({ url: ownerUrl, applicationName: 'test', pool: 2 })
afterAll(() => database.close())

/** Two tenants that exist; the one that was created first is the second of them, too, in the table. */
async function newTenants(): Promise<[one: TenantDatabase, other: TenantDatabase]> {
  const [one, other] = newPair(database)
  for (const tenant of [other, one]) await createTenant(tenant, { name: `Shop ${tenant.tenantId}`, plan: 'scale' })
  return [one, other]
}
const facts = { name: 'key', scopes: ['items:read'], expiresAt: null }

it('keys are found, changed, rotated and revoked by their own tenant alone', async () => {
  const [one, other] = await newTenants()
  const fresh = createApiKey()
  const { id } = await createKey(other, facts, fresh)
  expect((await listKeys(one)).map((key) => key.id)).not.toContain(id)
  expect(await on(one, (sql) => findKeyAgain(sql, one.tenantId, fresh))).toBeUndefined()
  await leaves(other, ['control.api_keys'], async () => {
    const changes = [() => updateKey(one, id, { name: 'x' }), () => rotateKey(one, id, 60), () => deleteKey(one, id)]
    for (const change of changes) await expect(change()).rejects.toThrow(`There is no key ${id}`)
  })
})

it('the keys of another tenant count against no limit', async () => {
  const [one, other] = await newTenants()
  await on(
    other,
    (sql) => sql`
      insert into control.api_keys (tenant_id, id, name, secret_hash, scopes)
      select ${other.tenantId}, ${other.tenantId} || n, 'k', '', '{}' from generate_series(1, 1000) n`,
  )
  expect((await createKey(one, facts)).name).toBe('key')
})

it('rotating a key ends that key alone', async () => {
  const [one, other] = await newTenants()
  const { id } = await createKey(one, facts)
  const [first] = await listKeys(one)
  await leaves(other, ['control.api_keys'], () => rotateKey(one, id, 60))
  expect((await listKeys(one)).find((key) => key.id === first?.id)?.expiresAt).toBeNull()
})

it('pseudonym keys are of their tenant: read, made, replaced and used for its own keys', async () => {
  const [one, other] = await newTenants()
  const none = async () => false
  await putPseudonymKey(other, none)
  const { id } = await createKey(one, facts)
  expect(await readStoredKey(database, id)).not.toHaveProperty('pseudonymSalt')
  await expect(readPseudonymKey(one)).rejects.toThrow('PUT /pseudonym-key')
  await leaves(other, ['control.pseudonym_keys'], async () => {
    expect((await putPseudonymKey(one, none)).isNew).toBe(true)
    await replacePseudonymKey(one)
  })
})

it('erasures are asked for, counted, ended and opened again for their tenant alone', async () => {
  const [one, other] = await newTenants()
  const code = 'ab'.repeat(32)
  await requestErasure(other, code, 'ann')
  await expect(readErasure(one, code)).rejects.toThrow('Nobody asked')
  expect(await readOpenErasures(one)).toEqual([])
  await leaves(other, ['control.erasures'], async () => {
    const erasure = await requestErasure(one, code, 'ann')
    await on(one, (sql) => addRemoved(sql, one.tenantId, code, { events: 1 }))
    const sameMoment = { ...erasure, until: (await readOpenErasures(other))[0]?.until ?? '' }
    await endErasure(one, sameMoment)
    await endErasure(one, erasure)
  })
  const [theirs] = await readOpenErasures(other)
  if (theirs) await endErasure(other, theirs)
  await leaves(other, ['control.erasures'], () => on(one, (sql) => reopenErasures(sql, one.tenantId)))
  expect(await readErasure(one, code)).toMatchObject({ removed: { events: 1 }, erasedAt: null })
})

const tenantRow = (tenant: TenantDatabase) =>
  on(tenant, async (sql) => [...(await sql`select * from control.tenants where id = ${tenant.tenantId}`)])

it('a tenant is read, changed, erased and revived by its own id', async () => {
  const [one, other] = await newTenants()
  const before = await tenantRow(other)
  expect((await readTenant(one)).id).toBe(one.tenantId)
  expect((await updateTenant(one, { name: 'Renamed' })).name).toBe('Renamed')
  await updateTenant(one, { status: 'suspended' })
  expect(await on(one, (sql) => findTenant(sql, one.tenantId))).toMatchObject({ name: 'Renamed' })
  await markErased(one)
  expect(await on(one, (sql) => findTenant(sql, one.tenantId))).toBeUndefined()
  const isErased = (tenant: TenantDatabase) =>
    on(tenant, async (sql) => {
      const [row] = await sql<{ is: boolean }[]>`select ${isBeingErased(sql, tenant.tenantId)} as is`
      return row?.is
    })
  expect([await isErased(one), await isErased(other)]).toEqual([true, false])
  await on(one, (sql) => reviveTenant(sql, one.tenantId, { name: 'Back', plan: 'scale' }))
  expect((await readTenant(one)).name).toBe('Back')
  expect(await tenantRow(other)).toEqual(before)
})

it('a tenant that is created again by the same request is itself, whatever other tenants there are', async () => {
  for (const tenant of newPair(database)) {
    const create = (key: ReturnType<typeof createApiKey>) => createTenant(tenant, { name: 'Shop', plan: 'scale' }, key)
    const fresh = createApiKey()
    expect(await create(fresh)).toMatchObject({ id: tenant.tenantId })
    expect(await create(fresh)).toMatchObject({ id: tenant.tenantId })
  }
})

it('a tenant that was erased, or never was, is not taken for another one', async () => {
  const [one] = await newTenants()
  await markErased(one)
  await expect(updateTenant(one, { name: 'Renamed' })).rejects.toThrow('There is no tenant')
  const [none] = newPair(database)
  await expect(listKeys(none)).rejects.toThrow('There is no tenant')
  await expect(createKey(none, facts)).rejects.toThrow('There is no tenant')
  expect(await addErasures(none, [{ tenantId: none.tenantId, userCode: 'ab', until: '2026-12-01T00:00:00Z' }])).toBe(0)
  expect(await readTenantIssuers(database, none.tenantId, new Deadline(10_000))).toBeNull()
})

it('issuers of tokens are listed, stored and removed for their tenant alone', async () => {
  const [one, other] = await newTenants()
  const issuer = {
    issuer: 'https://login.example',
    audience: 'shop',
    jwksUrl: 'https://login.example/jwks',
    scopes: [],
  }
  for (let n = 0; n < 10; n++) await putTokenIssuer(other, n === 0 ? 'login' : `login-${n}`, issuer)
  expect(await listTokenIssuers(one)).toEqual([])
  const found = await readTenantIssuers(database, one.tenantId, new Deadline(10_000))
  expect(found?.issuers).toEqual([])
  await leaves(other, ['control.token_issuers'], async () => {
    await putTokenIssuer(one, 'login', issuer)
    await putTokenIssuer(one, 'login', { ...issuer, audience: 'other' })
    await deleteTokenIssuer(one, 'login')
  })
  expect(await listTokenIssuers(one)).toEqual([])
})
