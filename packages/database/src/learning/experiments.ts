import type { Experiment, NewExperiment } from '@inkling/contracts'
import { InklingError } from '@inkling/errors'
import { Deadline } from '@inkling/resilience'
import type { Database } from '../client/create-database.ts'
import type { Sql, TenantDatabase } from '../client/tenant-database.ts'

/** Without those that have a column of their own. */
type Settings = Omit<NewExperiment, 'scenario'>
export type StopReason = NonNullable<Experiment['reason']>

/** An experiment as it is stored; `Tests` is the judge's own, stored as JSON. */
export interface StoredExperiment<Tests> {
  readonly id: string
  /** '' is no placement. */
  readonly scenario: string
  readonly settings: Settings
  readonly state: Experiment['state']
  readonly createdAt: Date
  readonly endsAt: Date
  readonly stoppedAt: Date | null
  readonly reason: StopReason | null
  readonly winner: NonNullable<Experiment['winner']> | null
  /** null before the first unit was judged. */
  readonly tests: Tests | null
}

/** What answering needs of a running experiment. */
export type RunningExperiment = Pick<StoredExperiment<unknown>, 'id' | 'scenario' | 'settings'>

/** The most experiments of a tenant. */
const maxExperiments = 200
const defaultDays = 28
const countMs = 250

const noSuchExperiment = (id: string) => new InklingError('not_found', `There is no experiment ${id}`)

export const experimentColumns = (sql: Sql) => sql`
  id, scenario, settings, state, created_at as "createdAt", ends_at as "endsAt", stopped_at as "stoppedAt", reason,
  winner, tests`

async function find<Tests>(sql: Sql, tenantId: string, id: string): Promise<StoredExperiment<Tests> | undefined> {
  const [row] = await sql<StoredExperiment<Tests>[]>`
    select ${experimentColumns(sql)} from learning.experiments where tenant_id = ${tenantId} and id = ${id}`
  return row
}

/**
 * Starts an experiment. One that an earlier execution of the same request started is returned.
 * @throws InklingError conflict if one runs in the scenario, or if the tenant has 200
 */
export const createExperiment = <Tests>(
  { tenantId, transaction }: TenantDatabase,
  id: string,
  { scenario = '', ...settings }: NewExperiment,
): Promise<StoredExperiment<Tests>> =>
  transaction('create experiment', async (sql) => {
    await sql`select pg_advisory_xact_lock(hashtextextended(${tenantId} || ' experiments', 0))`
    const before = await find<Tests>(sql, tenantId, id)
    if (before) return before
    const known = await sql<{ id: string; runs: boolean }[]>`
      select id, state = 'running' and scenario = ${scenario} as runs
      from learning.experiments where tenant_id = ${tenantId}`
    const running = known.find(({ runs }) => runs)
    if (running)
      throw new InklingError('conflict', `The experiment ${running.id} runs in this placement; stop it, or wait`)
    if (known.length >= maxExperiments)
      throw new InklingError('conflict', `There are ${maxExperiments} experiments; delete one before you start another`)
    const [row] = await sql<StoredExperiment<Tests>[]>`
      insert into learning.experiments (tenant_id, id, scenario, settings, ends_at)
      values (${tenantId}, ${id}, ${scenario}, ${sql.json({ ...settings } as Parameters<typeof sql.json>[0])},
        now() + make_interval(days => ${settings.days ?? defaultDays}))
      returning ${experimentColumns(sql)}`
    if (!row) throw new Error(`experiment ${id} of tenant ${tenantId} was inserted, but the insert returned no row`)
    return row
  })

/** @throws InklingError not_found, also if the experiment is another tenant's */
export const readExperiment = <Tests>(
  { tenantId, transaction }: TenantDatabase,
  id: string,
): Promise<StoredExperiment<Tests>> =>
  transaction('read experiment', async (sql) => {
    const found = await find<Tests>(sql, tenantId, id)
    if (!found) throw noSuchExperiment(id)
    return found
  })

/** The place of an experiment in the list, newest first. */
export interface ExperimentKey {
  readonly createdAt: string
  readonly id: string
}

/** At most `limit` experiments that stand after `before` in the list, newest first. */
export const listExperiments = <Tests>(
  { tenantId, transaction }: TenantDatabase,
  before: ExperimentKey | undefined,
  limit: number,
): Promise<StoredExperiment<Tests>[]> =>
  transaction(
    'list experiments',
    (sql) => sql<StoredExperiment<Tests>[]>`
      select ${experimentColumns(sql)} from learning.experiments
      where tenant_id = ${tenantId}
        and (created_at, id) < (${before?.createdAt ?? 'infinity'}::text::timestamptz, ${before?.id ?? ''})
      order by created_at desc, id desc limit ${limit}`,
  )

export const readRunningExperiments = (sql: Sql, tenantId: string) => sql<RunningExperiment[]>`
  select id, scenario, settings from learning.experiments
  where tenant_id = ${tenantId} and state = 'running' and ends_at > now()`

/** Stops an experiment; one that has stopped stays as it is. @throws InklingError not_found */
export const stopExperiment = <Tests>(
  { tenantId, transaction }: TenantDatabase,
  id: string,
): Promise<StoredExperiment<Tests>> =>
  transaction('stop experiment', async (sql) => {
    await endExperiment(sql, tenantId, id, { reason: 'request' })
    const found = await find<Tests>(sql, tenantId, id)
    if (!found) throw noSuchExperiment(id)
    return found
  })

/** Marks a running experiment as stopped. Its units, which name people, are not needed any more. */
export async function endExperiment(
  sql: Sql,
  tenantId: string,
  id: string,
  { reason, winner }: { readonly reason: StopReason; readonly winner?: Experiment['winner'] },
): Promise<void> {
  await sql`
    update learning.experiments
    set state = 'stopped', stopped_at = now(), reason = ${reason}, winner = ${winner ?? null}
    where tenant_id = ${tenantId} and id = ${id} and state = 'running'`
  await sql`delete from learning.experiment_units where tenant_id = ${tenantId} and experiment_id = ${id}`
}

/** @throws InklingError not_found */
export const deleteExperiment = ({ tenantId, transaction }: TenantDatabase, id: string): Promise<void> =>
  transaction('delete experiment', async (sql) => {
    const { count } = await sql`delete from learning.experiments where tenant_id = ${tenantId} and id = ${id}`
    if (count === 0) throw noSuchExperiment(id)
    await sql`delete from learning.experiment_units where tenant_id = ${tenantId} and experiment_id = ${id}`
  })

/** How many experiments of all tenants run. Fails if Postgres does not say so in a quarter of a second. */
export const countRunningExperiments = (database: Pick<Database, 'platform'>): Promise<number> =>
  database.platform({ name: 'count experiments', deadline: new Deadline(countMs) }, async (sql) => {
    const [row] = await sql<{ running: number }[]>`
      select count(*)::float8 as running from learning.experiments where state = 'running' and ends_at > now()`
    return row?.running ?? 0
  })
