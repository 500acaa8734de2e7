import { type Meter, meters } from '@inkling/contracts/names'
import type { Deadline } from '@inkling/resilience'
import type { Database } from '../client/create-database.ts'
import type { TenantDatabase } from '../client/tenant-database.ts'

type Platform = Pick<Database, 'platform'>

export interface MeterReading {
  readonly tenantId: string
  readonly meter: Meter
  readonly value: number
}

/** By meter; what was not measured is 0. */
export type MeteredUse = Readonly<Record<Meter, number>>

export const metersKeptDays = 3

/** Stores what the process `source` measured now. */
export const putMeters = (database: Platform, source: string, readings: readonly MeterReading[]): Promise<void> =>
  database.platform({ name: 'put meters' }, async (sql) => {
    const rows = readings.map(({ tenantId, ...reading }) => ({ tenant_id: tenantId, ...reading }))
    await sql`select operations.put_meters(${source}, ${sql.json(rows as never)})`
  })

/** Counts the items and the stored bytes of every tenant; nothing while another process does. */
export const measureStored = (database: Platform, deadline: Deadline): Promise<void> =>
  database.platform(
    { name: 'measure what is stored', deadline },
    async (sql) => void (await sql`select operations.measure_stored()`),
  )

/**
 * What a tenant has now: of counts the latest one; of processes the sum of what those measured that live, and of
 * streams, which a plan limits for each gateway, the most.
 */
export const readMeters = (reader: TenantDatabase): Promise<MeteredUse> =>
  reader.transaction('read meters', async (sql) => {
    const rows = await sql<{ meter: Meter; value: number }[]>`
      select meter, (case meter when 'streams' then max(value) else sum(value) end)::float8 as value
      from (
        select distinct on (meter, source) meter, source, value, measured_at from operations.meters
        where tenant_id = ${reader.tenantId} and hour >= date_trunc('hour', now(), 'UTC') - interval '2 hours'
        order by meter, source, hour desc
      ) latest
      where source = '' or measured_at > now() - interval '3 minutes'
      group by meter`
    return useOf(rows)
  })

export interface MeteredHour {
  readonly startedAt: Date
  /** The most within the hour. */
  readonly peaks: MeteredUse
}

/** The latest `count` hours in which the tenant was measured, the oldest first. */
export const readMeteredHours = (reader: TenantDatabase, count: number): Promise<MeteredHour[]> =>
  reader.transaction('read metered hours', async (sql) => {
    const rows = await sql<{ hour: Date; meter: Meter; value: number }[]>`
      select hour, meter, (case meter when 'streams' then max(peak) else sum(peak) end)::float8 as value
      from operations.meters
      where tenant_id = ${reader.tenantId}
        and hour >= date_trunc('hour', now(), 'UTC') - make_interval(hours => ${count - 1})
      group by hour, meter order by hour`
    const hours = Map.groupBy(rows, ({ hour }) => hour.getTime())
    return [...hours].map(([ms, ofHour]) => ({ startedAt: new Date(ms), peaks: useOf(ofHour) }))
  })

function useOf(rows: readonly { readonly meter: Meter; readonly value: number }[]): MeteredUse {
  const values = new Map(rows.map(({ meter, value }) => [meter, value]))
  return Object.fromEntries(meters.map((meter) => [meter, values.get(meter) ?? 0])) as unknown as MeteredUse
}
