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
const partition = (payload: { monthsAhead: number }) => job(payload)

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
})
