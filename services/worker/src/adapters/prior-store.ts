import type { Database } from '@inkling/database'
import { type LearnedState, learnedFormat, type Prior } from '@inkling/predictors'
import { activeTenants } from './active-tenants.ts'

const keptVersions = 50

export function priorStore(database: Database) {
  return {
    async tenantIds(): Promise<string[]> {
      const ids: string[] = []
      for await (const { id } of activeTenants(database)) ids.push(id)
      return ids
    },
    /** What a tenant's blend learned from the stream; undefined if nothing that this software can read. */
    blendOf(tenantId: string): Promise<LearnedState['blend'] | undefined> {
      return database.tenant(tenantId, { name: 'read learned state' }, async (sql) => {
        const [row] = await sql<{ blend: LearnedState['blend'] }[]>`
          select state -> 'blend' as blend from learning.states where tenant_id = ${tenantId} and format = ${learnedFormat}`
        return row?.blend
      })
    },
    /** Drops all but the newest fifty. */
    async publish(prior: Prior, tenants: number): Promise<void> {
      await database.platform({ name: 'publish prior' }, async (sql) => {
        await sql`
          insert into learning.priors (format, tenants, weights)
          values (${learnedFormat}, ${tenants}, ${sql.json(prior as unknown as Parameters<typeof sql.json>[0])})`
        await sql`
          delete from learning.priors where version not in (
            select version from learning.priors order by version desc limit ${keptVersions})`
      })
    },
  }
}

export type PriorStore = ReturnType<typeof priorStore>
