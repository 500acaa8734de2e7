/**
 * Deletes many tenants at once, each with items and events, and measures until all of them are erased, with the default
 * ERASE_SETTLE_MS.
 *
 *   pnpm bench:erase [--tenants 100] [--events 2000]
 */
import { setTimeout as delay } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import postgres from 'postgres'
import { request } from './attacks/target.ts'
import { printHead, printRow } from './table.ts'
import { withStack } from './with-stack.ts'

const { values } = parseArgs({
  options: { tenants: { type: 'string', default: '100' }, events: { type: 'string', default: '2000' } },
})
const [tenants, events] = [Number(values.tenants), Number(values.events)]
const lookEveryMs = 500

await withStack(async (stack) => {
  const sql = postgres(stack.ownerUrl, { max: 1, onnotice: () => undefined })
  await sql`insert into control.tenants (id, name, plan)
    select 'gone-' || n, 'Gone', 'starter' from generate_series(1, ${tenants}::int) n`
  await sql`insert into catalog.items (tenant_id, id, title)
    select 'gone-' || n, 'item-' || item, 'Item'
    from generate_series(1, ${tenants}::int) n, generate_series(1, 100) item`
  await sql`insert into behaviour.events (tenant_id, id, type, session_id, item_id, occurred_at)
    select 'gone-' || n, 'event-' || event, 'view', 's', 'item-1', now() - interval '1 minute' * event
    from generate_series(1, ${tenants}::int) n, generate_series(1, ${events}::int) event`
  const startedMs = performance.now()
  const secondsSince = () => ((performance.now() - startedMs) / 1_000).toFixed(1)
  for (let n = 1; n <= tenants; n++) {
    const { status } = await request({ url: stack.url, apiKey: stack.adminKey }, 'DELETE', `/tenants/gone-${n}`)
    if (status !== 202) throw new Error(`tenant gone-${n} was not deleted: ${status}`)
  }
  const deletedAfter = secondsSince()
  for (let left = tenants; left > 0; await delay(lookEveryMs)) {
    const [row] = await sql<{ left: number }[]>`
      select count(*)::int as left from control.tenants where id like 'gone-%' and status <> 'erased'`
    left = row?.left ?? 0
  }
  printHead(['tenants', 'events of each', 'all refused after s', 'all erased after s'])
  printRow([tenants, events, deletedAfter, secondsSince()])
  await sql.end()
})
