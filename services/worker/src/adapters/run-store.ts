import type { Database } from '@inkling/database'

export interface RunKey {
  readonly tenantId: string
  readonly runId: string
}

/** What the processor of a run says of it; a run that ended stays as it ended. */
export function runStore(database: Database) {
  return {
    async begin({ tenantId, runId }: RunKey): Promise<void> {
      await database.tenant(
        tenantId,
        { name: 'begin run' },
        (sql) => sql`
        update operations.runs set state = 'running', progress = 0, started_at = coalesce(started_at, now())
        where tenant_id = ${tenantId} and id = ${runId} and finished_at is null`,
      )
    },
    async progress({ tenantId, runId }: RunKey, progress: number): Promise<void> {
      await database.tenant(
        tenantId,
        { name: 'run progress' },
        (sql) => sql`
        update operations.runs set progress = ${progress} where tenant_id = ${tenantId} and id = ${runId} and finished_at is null`,
      )
    },
    async succeed({ tenantId, runId }: RunKey, result: Record<string, unknown>): Promise<void> {
      await database.tenant(
        tenantId,
        { name: 'end run' },
        (sql) => sql`
        update operations.runs
        set state = 'succeeded', progress = 1, result = ${sql.json(result as Parameters<typeof sql.json>[0])}, finished_at = now()
        where tenant_id = ${tenantId} and id = ${runId} and finished_at is null`,
      )
    },
    async fail({ tenantId, runId }: RunKey, error: string): Promise<void> {
      await database.tenant(
        tenantId,
        { name: 'end run' },
        (sql) => sql`
        update operations.runs set state = 'failed', error = ${error}, finished_at = now()
        where tenant_id = ${tenantId} and id = ${runId} and finished_at is null`,
      )
    },
  }
}

export type RunStore = ReturnType<typeof runStore>
