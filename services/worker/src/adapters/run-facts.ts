import type { RunRequest } from '@inkling/contracts'
import type { Database, Sql } from '@inkling/database'
import type { RunFacts } from '../domain/due-tenants.ts'
import { type ActiveTenant, activeTenants } from './active-tenants.ts'

type RunKind = RunRequest['kind']

/** Of fewer events a model learns nothing that it had not. */
const leastNewEvents = 100

/** Every active tenant, with what decides whether it is due for a run of the kind. */
export async function* readRunFacts(database: Database, kind: RunKind): AsyncGenerator<RunFacts> {
  for await (const tenant of activeTenants(database))
    yield await database.tenant(tenant.id, { name: 'run facts' }, (sql) => factsOf(sql, tenant, kind))
}

async function factsOf(sql: Sql, { id: tenantId, createdMs }: ActiveTenant, kind: RunKind): Promise<RunFacts> {
  const { lastMs, isActive } = await readRuns(sql, tenantId, kind)
  // A model first sees what a new tenant does; its items are made searchable by meaning at once.
  const sinceMs = kind === 'train' ? createdMs : 0
  const hasNews = kind === 'train' ? await hasNewEvents(sql, tenantId) : await hasNewSearch(sql, tenantId)
  return { tenantId, lastMs: lastMs ?? sinceMs, hasNews, isActive }
}

/** A run that shows no end after a day was lost with its queue. */
async function readRuns(sql: Sql, tenantId: string, kind: RunKind) {
  const [row] = await sql<{ lastMs: number | null; isActive: boolean | null }[]>`
    select (extract(epoch from max(created_at)) * 1000)::float8 as "lastMs",
      bool_or(finished_at is null and created_at > now() - interval '1 day') as "isActive"
    from operations.runs where tenant_id = ${tenantId} and kind = ${kind}`
  return { lastMs: row?.lastMs, isActive: row?.isActive ?? false }
}

/** Whether enough events came since the newest snapshot of what comes next. */
async function hasNewEvents(sql: Sql, tenantId: string): Promise<boolean> {
  const [row] = await sql<{ events: number }[]>`
    select count(*)::int as events from (
      select from behaviour.events where tenant_id = ${tenantId} and xid >= coalesce((
        select horizon from behaviour.snapshots
        where tenant_id = ${tenantId} and kind = 'next-item' order by version desc limit 1), '0'::xid8)
      limit ${leastNewEvents}) fresh`
  return row?.events === leastNewEvents
}

/** Whether items, events or feedback came since the newest snapshot of search; where there is none, whether there is an item at all. */
async function hasNewSearch(sql: Sql, tenantId: string): Promise<boolean> {
  const [row] = await sql<{ news: boolean }[]>`
    with newest as (
      select horizon, created_at from behaviour.snapshots where tenant_id = ${tenantId} and kind = 'search' order by version desc limit 1
    ), since as (
      select coalesce((select horizon from newest), '0'::xid8) as horizon, (select created_at from newest) as made_at
    )
    select exists (select from catalog.items, since where tenant_id = ${tenantId} and xid >= horizon)
      or exists (select from behaviour.events, since where tenant_id = ${tenantId} and xid >= horizon and made_at is not null)
      or exists (select from learning.feedback, since where tenant_id = ${tenantId} and received_at > made_at) as news`
  return row?.news ?? false
}
