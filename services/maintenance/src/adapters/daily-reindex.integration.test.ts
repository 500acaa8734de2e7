import { createDatabase } from '@inkling/database'
import { testDatabase } from '@inkling/testing'
import { afterAll, expect, it } from 'vitest'
import { submitDailyReindexes } from './daily-reindex.ts'

const { ownerUrl, roleUrl } = await testDatabase()
const database = createDatabase({ url: roleUrl('maintenance'), applicationName: 'test', pool: 1 })
const owner = createDatabase({ url: ownerUrl, applicationName: 'test', pool: 1 })
afterAll(() => Promise.all([database.close(), owner.close()]))

it('asks for one reindex of each active tenant a day', async () => {
  await owner.platform(
    { name: 'fill' },
    (sql) => sql`
    insert into control.tenants (id, name, plan, status)
    select 't-' || n, '', 'starter', case when n = 7 then 'suspended' else 'active' end from generate_series(1, 201) n`,
  )
  const submitted = new Map<string, string>()
  const jobs = {
    submit: async (_: string, id: string, payload: object) => void submitted.set(id, JSON.stringify(payload)),
  }
  await submitDailyReindexes(database, jobs, new Date('2026-11-21T23:00:00Z'))
  await submitDailyReindexes(database, jobs, new Date('2026-11-21T00:30:00Z'))
  expect(submitted.size).toBe(200)
  expect(submitted.get('reindex-t-201-2026-11-21')).toBe('{"tenantId":"t-201"}')
  expect(submitted.has('reindex-t-7-2026-11-21')).toBe(false)
})
