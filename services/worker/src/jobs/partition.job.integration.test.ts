import { createDatabase } from '@inkling/database'
import { createLogger } from '@inkling/telemetry'
import { testDatabase } from '@inkling/testing'
import { afterAll, describe, expect, it } from 'vitest'
import { partitionJob } from './partition.job.ts'

const { ownerUrl, roleUrl } = await testDatabase()
const database = createDatabase({ url: roleUrl('worker'), applicationName: 'test', pool: 1 })
const owner = createDatabase({ url: ownerUrl, applicationName: 'test', pool: 1 })
afterAll(() => Promise.all([database.close(), owner.close()]))

const job = partitionJob(database, createLogger({ service: 'test', level: 'silent' }))
const partition = (payload: { monthsAhead: number }) => job(payload, { signal: new AbortController().signal })

/** Months from now for which there is a partition. */
const monthsAhead = () =>
  owner.platform({ name: 'look' }, async (sql) => {
    const rows = await sql<{ months: number }[]>`
      select n as months from generate_series(0, 12) n
      where to_regclass('behaviour.events_'
        || to_char(date_trunc('month', now() at time zone 'utc') + make_interval(months => n), 'YYYY_MM')) is not null
      order by n`
    return rows.map(({ months }) => months)
  })

describe('partitionJob', () => {
  it('creates the partitions that are missing for the months ahead, and changes nothing the second time', async () => {
    expect(await monthsAhead()).toEqual([0, 1, 2, 3])
    for (const _ of ['first', 'again']) {
      await partition({ monthsAhead: 6 })
      expect(await monthsAhead()).toEqual([0, 1, 2, 3, 4, 5, 6])
    }
  })

  it('moves events into a new partition that came before it existed', async () => {
    const events = () =>
      owner.platform({ name: 'look' }, async (sql) => {
        const rows = await sql<
          { place: string; id: string }[]
        >`select tableoid::regclass::text as place, id from behaviour.events`
        return rows.map(({ place, id }) => `${id} ${place.startsWith('behaviour.events_2')}`)
      })
    await owner.platform(
      { name: 'fill' },
      (sql) => sql`
      insert into behaviour.events (tenant_id, id, type, session_id, item_id, occurred_at)
      values ('t', 'early', 'view', 's', 'a',
        date_trunc('month', now() at time zone 'utc') + interval '8 months 5 days')`,
    )
    expect(await events()).toEqual(['early false'])
    await partition({ monthsAhead: 8 })
    expect(await events()).toEqual(['early true'])
  })

  it('removes no partition when it is asked for fewer months', async () => {
    const before = await monthsAhead()
    await partition({ monthsAhead: 0 })
    expect(await monthsAhead()).toEqual(before)
  })

  it('deletes the learning metrics of each tenant that are older than 400 days', async () => {
    await owner.platform({ name: 'fill' }, async (sql) => {
      await sql`insert into control.tenants (id, name, plan) values ('acme', '', 'starter'), ('other', '', 'starter')`
      await sql`
        insert into learning.metrics (tenant_id, model, hour, cases, hits_at_1, hits_at_5, hits_at_20,
          reciprocal_rank, ndcg, log_loss)
        select tenant, model, now() - make_interval(days => days), 1, 0, 0, 0, 0, 0, 0
        from (values ('acme', 401), ('acme', 399), ('other', 500), ('other', 0)) v (tenant, days),
          (values ('blend'), ('trend')) m (model)`
    })
    await partition({ monthsAhead: 0 })
    const left = await owner.platform(
      { name: 'look' },
      (sql) => sql`
        select tenant_id, model, extract(day from now() - hour)::int as days from learning.metrics
          order by tenant_id, model`,
    )
    expect(left.map(({ tenant_id, model, days }) => `${tenant_id} ${model} ${days}`)).toEqual([
      'acme blend 399',
      'acme trend 399',
      'other blend 0',
      'other trend 0',
    ])
  })
})
