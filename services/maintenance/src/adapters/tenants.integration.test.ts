import { createDatabase } from '@inkling/database'
import { Deadline } from '@inkling/resilience'
import type { Caller } from '@inkling/service-kit'
import { testDatabase } from '@inkling/testing'
import { afterAll, expect, it } from 'vitest'
import { createTenants } from './tenants.ts'

const { ownerUrl, roleUrl } = await testDatabase()
const database = createDatabase({ url: roleUrl('maintenance'), applicationName: 'test', pool: 2 })
const owner = createDatabase({ url: ownerUrl, applicationName: 'test', pool: 1 })
afterAll(() => Promise.all([database.close(), owner.close()]))

const eraseSettleMs = 45_000
const tenants = createTenants({ database, tellGateways: async () => {}, eraseSettleMs, secret: 's' })

it('a deleted tenant is closed at once, and one run erases it once its requests under way have ended', async () => {
  await owner.platform({ name: 'fill' }, async (sql) => {
    await sql`insert into control.tenants (id, name, plan) values ('gone', 'Gone', 'starter'), ('op', 'Op', 'starter')`
  })
  const caller = () => ({ principal: { tenantId: 'op' }, deadline: new Deadline(10_000) }) as Caller
  const beganMs = Date.now()
  const first = await tenants.erase(caller(), 'gone')
  expect(await tenants.read(caller(), 'gone')).toMatchObject({ status: 'deleting' })
  expect(Date.parse(first.runAt ?? '')).toBeGreaterThanOrEqual(beganMs + eraseSettleMs)
  expect((await tenants.erase(caller(), 'gone')).id).toBe(first.id)
})
