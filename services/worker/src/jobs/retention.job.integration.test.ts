import { createDatabase } from '@inkling/database'
import { createLogger } from '@inkling/telemetry'
import { testDatabase } from '@inkling/testing'
import { afterAll, expect, it } from 'vitest'
import { retentionJob } from './retention.job.ts'

const { ownerUrl, roleUrl } = await testDatabase()
const database = createDatabase({ url: roleUrl('worker'), applicationName: 'test', pool: 1 })
const owner = createDatabase({ url: ownerUrl, applicationName: 'test', pool: 1 })
afterAll(() => Promise.all([database.close(), owner.close()]))

it('deletes the old rows of each tenant by its own settings, and stops when it is told to', async () => {
  await owner.platform({ name: 'fill' }, async (sql) => {
    await sql`
      insert into control.tenants (id, name, plan, retention)
      values ('acme', '', 'starter', '{}'), ('other', '', 'starter', '{"metrics": 30}')`
    await sql`
      insert into learning.metrics (tenant_id, model, hour, cases, hits_at_1, hits_at_5, hits_at_20,
        reciprocal_rank, ndcg, log_loss)
      select tenant, 'blend', now() - make_interval(days => days), 1, 0, 0, 0, 0, 0, 0
      from (values ('acme', 401), ('acme', 399), ('other', 31), ('other', 29)) v (tenant, days)`
  })
  const left = async () => {
    const rows = await owner.platform(
      { name: 'look' },
      (sql) => sql<{ name: string }[]>`
        select tenant_id || extract(day from now() - hour) as name from learning.metrics order by 1`,
    )
    return rows.map(({ name }) => name)
  }
  const run = retentionJob(database, createLogger({ service: 'test', level: 'silent' }))
  const stopped = AbortSignal.abort(new Error('the worker is stopping'))
  await expect(run({}, { signal: stopped })).rejects.toThrow('stopping')
  expect(await left()).toHaveLength(4)
  await run({}, { signal: new AbortController().signal })
  expect(await left()).toEqual(['acme399', 'other29'])
})
