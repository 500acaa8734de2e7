import { Deadline } from '@inkling/resilience'
import { testDatabase } from '@inkling/testing'
import { afterAll, expect, it } from 'vitest'
import { createDatabase } from '../client/create-database.ts'
import { createKey, listKeys, rotateKey } from './api-keys.ts'
import { countEndingKeys, putKeyUses } from './key-uses.ts'
import { createTenant } from './tenants.ts'

const { ownerUrl, roleUrl } = await testDatabase()
const database = createDatabase({ url: roleUrl('maintenance'), applicationName: 'test', pool: 1 })
const gateway = createDatabase({ url: roleUrl('gateway'), applicationName: 'test', pool: 1 })
afterAll(() => Promise.all([database.close(), gateway.close()]))

const acme = database.background('acme')
await createTenant(acme, { name: 'Acme', plan: 'starter' })
const dayMs = 86_400_000
const inDays = (days: number) => new Date(Date.now() + days * dayMs).toISOString()
const create = (expiresAt: string | null) => createKey(acme, { name: 'key', scopes: ['items:read'], expiresAt })
const find = async (id: string) => (await listKeys(acme)).find((key) => key.id === id)
const use = (...uses: readonly [string, number][]) => putKeyUses(gateway, new Map(uses), new Deadline(5_000))

it('keeps the latest use of a key, whichever gateway tells it first, and forgets keys that are gone', async () => {
  const { id } = await create(null)
  expect((await find(id))?.lastUsedAt).toBeNull()
  const at = Date.parse('2026-11-30T12:00:00.123Z')
  await use([id, at], ['gone', at])
  await use([id, at - 1])
  expect((await find(id))?.lastUsedAt).toBe('2026-11-30T12:00:00.123Z')
})

it('a gateway can change nothing else of a key', async () => {
  const { id } = await create(null)
  const change = gateway.platform(
    { name: 'attack' },
    (sql) => sql`
    update control.api_keys set scopes = '{admin}' where id = ${id}`,
  )
  await expect(change).rejects.toThrow()
  expect((await find(id))?.scopes).toEqual(['items:read'])
})

it('a key ends soon if it was made for longer, ends within 14 days, and has no successor', async () => {
  const [later, short] = [await create(inDays(15)), await create(inDays(13))]
  const soon = await create(inDays(20))
  const owner = createDatabase({ url: ownerUrl, applicationName: 'test', pool: 1 })
  await owner.platform({ name: 'age' }, async (sql) => {
    await sql`update control.api_keys
      set created_at = now() - interval '77 days', expires_at = now() + interval '13 days'
      where id = ${soon.id}`
  })
  await owner.close()
  const flags = async () => Promise.all([later, short, soon].map(async ({ id }) => (await find(id))?.expiresSoon))
  expect(await flags()).toEqual([false, false, true])
  expect(await countEndingKeys(gateway, new Deadline(5_000))).toBe(1)
  await rotateKey(acme, soon.id, 3_600)
  expect(await flags()).toEqual([false, false, false])
  expect(await countEndingKeys(gateway, new Deadline(5_000))).toBe(0)
})
