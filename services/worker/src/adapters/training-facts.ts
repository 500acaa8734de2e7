import type { Database } from '@inkling/database'
import { leastNewEvents, type TrainingFacts } from '../domain/due-tenants.ts'

const kind = 'next-item'
const pageTenants = 1_000

/** Every active tenant, with what decides whether it is due for training. */
export async function* readTrainingFacts(database: Database): AsyncGenerator<TrainingFacts> {
  for (let after = ''; ; ) {
    const tenants = await activeTenants(database, after)
    for (const { id, created_ms } of tenants) yield await factsOf(database, id, created_ms)
    const last = tenants.at(-1)
    if (!last || tenants.length < pageTenants) return
    after = last.id
  }
}

const activeTenants = (database: Database, after: string) =>
  database.platform(
    { name: 'list tenants' },
    (sql) => sql<{ id: string; created_ms: number }[]>`
      select id, (extract(epoch from created_at) * 1000)::float8 as created_ms from control.tenants
      where status = 'active' and id > ${after} order by id limit ${pageTenants}`,
  )

/** A run that shows no end after a day was lost with its queue. */
function factsOf(database: Database, tenantId: string, createdMs: number): Promise<TrainingFacts> {
  return database.tenant(tenantId, { name: 'training facts' }, async (sql) => {
    const [row] = await sql<{ new_events: number; last_ms: number | null; is_active: boolean | null }[]>`
      select last_ms, is_active, (
        select count(*)::int from (
          select from behaviour.events where tenant_id = ${tenantId} and xid >= coalesce((
            select horizon from behaviour.snapshots
            where tenant_id = ${tenantId} and kind = ${kind} order by version desc limit 1), '0'::xid8)
          limit ${leastNewEvents}) fresh) as new_events
      from (
        select (extract(epoch from max(created_at)) * 1000)::float8 as last_ms,
          bool_or(finished_at is null and created_at > now() - interval '1 day') as is_active
        from operations.runs where tenant_id = ${tenantId} and kind = 'train') runs`
    return {
      tenantId,
      lastMs: row?.last_ms ?? createdMs,
      newEvents: row?.new_events ?? 0,
      isActive: row?.is_active ?? false,
    }
  })
}
