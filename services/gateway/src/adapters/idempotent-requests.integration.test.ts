import { createDatabase } from '@inkling/database'
import { Deadline } from '@inkling/resilience'
import { testDatabase } from '@inkling/testing'
import { afterAll, expect, it } from 'vitest'
import { type Claimed, createIdempotentRequests } from './idempotent-requests.ts'

const { ownerUrl, roleUrl } = await testDatabase()
const database = createDatabase({ url: roleUrl('gateway'), applicationName: 'test', pool: 2 })
const owner = createDatabase({ url: ownerUrl, applicationName: 'test', pool: 1 })
afterAll(() => Promise.all([database.close(), owner.close()]))
const requests = createIdempotentRequests(database, 's'.repeat(32))
const deadline = () => new Deadline(60_000)

const claim = (tenantId: string): Promise<Claimed> =>
  requests.claim({ tenantId, scope: '', key: 'same', fingerprint: Buffer.from('same'), deadline: deadline() })

it('the same key of two tenants is two requests, under two names in Postgres', async () => {
  await owner.platform({ name: 'fill' }, async (sql) => {
    await sql`insert into control.tenants (id, name, plan) values ('one', 'One', 'starter'), ('two', 'Two', 'starter')`
  })
  const [one, two] = [await claim('one'), await claim('two')]
  expect([one.state, two.state]).toEqual(['claimed', 'claimed'])
  const names = await owner.platform({ name: 'read' }, async (sql) => [
    ...(await sql`select distinct encode(key, 'hex') as name from operations.idempotent_requests`),
  ])
  expect(names).toHaveLength(2)
})
