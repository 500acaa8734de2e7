import type { Sql } from '../client/tenant-database.ts'
import { ofUserOrSession, type Person, type PersonalTable, rowsOf } from '../users/person.ts'

const events = { table: 'behaviour.events', at: 'received_at', isOf: ofUserOrSession } satisfies PersonalTable

export const behaviourPersonal: readonly PersonalTable[] = [events]

/** Deletes the events of a person, and forgets their ids. @returns by table, how many rows are gone */
export async function eraseEvents(sql: Sql, tenantId: string, person: Person): Promise<Record<string, number>> {
  const [gone] = await sql<{ events: number; ids: number }[]>`
    with gone as (delete from behaviour.events where ${rowsOf(sql, tenantId, events, person)} returning id),
    ids as (delete from behaviour.event_ids i using gone where i.tenant_id = ${tenantId} and i.id = gone.id returning 1)
    select (select count(*) from gone)::float8 as events, (select count(*) from ids)::float8 as ids`
  return { 'behaviour.events': gone?.events ?? 0, 'behaviour.event_ids': gone?.ids ?? 0 }
}

/** Deletes all snapshots of a tenant, in the transaction that stores those without a body. */
export const deleteSnapshots = (sql: Sql, tenantId: string) =>
  sql`delete from behaviour.snapshots where tenant_id = ${tenantId}`
