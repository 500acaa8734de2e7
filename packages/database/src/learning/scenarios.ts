import type { Scenario } from '@inkling/contracts'
import type { Sql, TenantDatabase } from '../client/tenant-database.ts'
import { endExperiment } from './experiments.ts'

type Settings = Omit<Scenario, 'id' | 'createdAt' | 'updatedAt'>

export interface StoredScenario extends Settings {
  readonly id: string
  readonly createdAt: string
  readonly updatedAt: string
}

interface ScenarioRow {
  readonly id: string
  readonly settings: Settings
  readonly created_at: Date
  readonly updated_at: Date
}

/** The most scenarios of a tenant. */
export const maxScenarios = 100

export async function readScenarios(sql: Sql, tenantId: string): Promise<StoredScenario[]> {
  const rows = await sql<ScenarioRow[]>`
    select id, settings, created_at, updated_at from learning.scenarios where tenant_id = ${tenantId} order by id`
  return rows.map(toScenario)
}

export const listScenarios = ({ tenantId, transaction }: TenantDatabase): Promise<StoredScenario[]> =>
  transaction('list scenarios', (sql) => readScenarios(sql, tenantId))

/** Creates a scenario or replaces its settings. Returns undefined if the tenant has its 100 others already. */
export function putScenario(
  { tenantId, transaction }: TenantDatabase,
  id: string,
  settings: Settings,
): Promise<{ scenario: StoredScenario; isNew: boolean } | undefined> {
  return transaction('put scenario', async (sql) => {
    const [row] = await sql<(ScenarioRow & { is_new: boolean })[]>`
      insert into learning.scenarios as s (tenant_id, id, settings)
      select ${tenantId}, ${id}, ${sql.json({ ...settings })}
      where (select count(*) from learning.scenarios where tenant_id = ${tenantId} and id <> ${id}) < ${maxScenarios}
      on conflict (tenant_id, id) do update set settings = excluded.settings, updated_at = now()
      returning id, settings, created_at, updated_at, xmax = 0 as is_new`
    return row && { scenario: toScenario(row), isNew: row.is_new }
  })
}

/** Deletes a scenario with all that it has learned, and stops its experiment. Returns whether there was one. */
export function deleteScenario({ tenantId, transaction }: TenantDatabase, id: string): Promise<boolean> {
  return transaction('delete scenario', async (sql) => {
    const { count } = await sql`delete from learning.scenarios where tenant_id = ${tenantId} and id = ${id}`
    await sql`delete from learning.rankers where tenant_id = ${tenantId} and scenario = ${id}`
    await sql`delete from learning.ranker_versions where tenant_id = ${tenantId} and scenario = ${id}`
    const [running] = await sql<{ id: string }[]>`
      select id from learning.experiments where tenant_id = ${tenantId} and scenario = ${id} and state = 'running'`
    if (running) await endExperiment(sql, tenantId, running.id, { reason: 'request' })
    await sql`delete from learning.leagues where tenant_id = ${tenantId} and scenario = ${id}`
    await sql`delete from learning.challengers where tenant_id = ${tenantId} and scenario = ${id}`
    return count > 0
  })
}

const toScenario = ({ id, settings, created_at, updated_at }: ScenarioRow): StoredScenario => ({
  id,
  ...settings,
  createdAt: created_at.toISOString(),
  updatedAt: updated_at.toISOString(),
})
