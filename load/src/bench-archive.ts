/**
 * How many events a second go into the archive of events and come back, on a private stack with a folder as the store.
 * A month of several tenants is archived and restored through the API. It prints a Markdown table.
 *
 *   pnpm bench:archive [--events 500000] [--tenants 5]
 */
import { setTimeout as delay } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { createClient } from '@inkling/client'
import type { Operation } from '@inkling/contracts'
import type { Stack } from '@inkling/local'
import postgres from 'postgres'
import { printHead, printRow } from './table.ts'
import { withStack } from './with-stack.ts'

const { values } = parseArgs({
  options: { events: { type: 'string', default: '500000' }, tenants: { type: 'string', default: '5' } },
})
const [events, tenants] = [Number(values.events), Number(values.tenants)]
const month = '2020-03'
const lookEveryMs = 200

type Client = ReturnType<typeof createClient>

/** The month, with an equal share of the events for each tenant. Returns how many bytes of Postgres it takes. */
async function fill(admin: Client, ownerUrl: string): Promise<number> {
  for (let n = 0; n < tenants; n++) await admin.createTenant({ body: { id: `archived-${n}`, plan: 'scale' } })
  const sql = postgres(ownerUrl, { max: 1 })
  try {
    await sql`select behaviour.ensure_month(${`${month}-01`})`
    await sql`
      insert into behaviour.events (tenant_id, id, type, user_id, session_id, item_id, occurred_at, context)
      select 'archived-' || n % ${tenants}::int, 'event-' || n, 'view', 'user-' || n / 20, 'session-' || n / 5,
        'item-' || (random() * 20000)::int, timestamptz '2020-03-01T00:00Z' + random() * interval '30 days',
        jsonb_build_object('page', '/shop/' || n % 500, 'referrer', 'https://search.example/')
      from generate_series(1, ${events}::int) n`
    await sql`insert into behaviour.event_ids (tenant_id, id) select tenant_id, id from behaviour.events
      where tenant_id like 'archived-%'`
    await sql`analyze behaviour.events`
    const [size] = await sql<[{ bytes: number }]>`
      select pg_total_relation_size('behaviour.events_2020_03')::float8 as bytes`
    return size.bytes
  } finally {
    await sql.end()
  }
}

/** How many seconds a worker was at the operation, once it has succeeded. */
async function secondsOf(admin: Client, { id }: Operation): Promise<number> {
  for (;;) {
    const { state, error, startedAt, finishedAt } = await admin.getOperation({ params: { id } })
    if (finishedAt !== null && state !== 'succeeded') throw new Error(`operation ${id} ${state}: ${error}`)
    if (finishedAt !== null && startedAt !== null) return (Date.parse(finishedAt) - Date.parse(startedAt)) / 1_000
    await delay(lookEveryMs)
  }
}

async function measure({ url, adminKey, ownerUrl }: Stack): Promise<void> {
  const admin = createClient({ url, apiKey: adminKey })
  const tableBytes = await fill(admin, ownerUrl)
  const archived = await secondsOf(admin, await admin.archiveEvents({ body: { months: [month], dryRun: false } }))
  const { data } = await admin.listArchives()
  const restored = await secondsOf(admin, await admin.restoreArchive({ params: { month } }))
  const megabytes = (bytes = 0) => (bytes / 1e6).toFixed(0)
  const fileBytes = data.find((each) => each.month === month)?.sizeBytes
  console.log(
    `${events} events of ${tenants} tenants: ${megabytes(tableBytes)} MB in Postgres, ${megabytes(fileBytes)} MB`,
  )
  console.log('in the archive.\n')
  printHead(['step', 'seconds', 'events/s'])
  for (const [step, seconds] of Object.entries({ archive: archived, restore: restored }))
    printRow([step, seconds.toFixed(1), Math.round(events / seconds)])
}

await withStack(measure)
