import type { Sql, TenantDatabase } from '../client/tenant-database.ts'
import { endExperiment, experimentColumns, type StopReason, type StoredExperiment } from './experiments.ts'

/** An answer that was part of an experiment, or an attempt at one. */
export interface ExperimentAnswer {
  readonly experimentId: string
  /** A person or a session. */
  readonly unit: string
  readonly variant: string
  readonly atMs: number
  readonly tookMs: number
  /** Whether it failed or was degraded. */
  readonly isFailure: boolean
}

/** A click on an answer of an experiment. */
export interface ExperimentClick {
  readonly experimentId: string
  readonly unit: string
  readonly variant: string
  /** Whose item it was. */
  readonly on: 'control' | 'treatment'
  readonly answeredMs: number
  readonly clickedMs: number
}

/** What became of a person or a session within its time. */
export interface ExperimentUnit {
  readonly variant: string
  readonly answers: number
  readonly failures: number
  /** The sum over its answers. */
  readonly tookMs: number
  readonly controlClicks: number
  readonly treatmentClicks: number
}

interface UnitChange {
  readonly experimentId: string
  readonly unit: string
  readonly variant: string
  firstMs: number
  answers: number
  failures: number
  tookMs: number
  controlClicks: number
  treatmentClicks: number
}

/** Adds answers to the units of experiments that run; those of others are ignored. */
export const addExperimentAnswers = (
  { tenantId, transaction }: TenantDatabase,
  answers: readonly ExperimentAnswer[],
): Promise<void> =>
  transaction('add answers of experiments', (sql) =>
    addToUnits(
      sql,
      tenantId,
      answers.map(({ atMs, tookMs, isFailure, ...of }) => ({
        ...{ ...of, firstMs: atMs, answers: 1, failures: isFailure ? 1 : 0, tookMs },
        ...{ controlClicks: 0, treatmentClicks: 0 },
      })),
    ),
  )

/** Adds clicks that came within the time of their units. */
export const addExperimentClicks = (sql: Sql, tenantId: string, clicks: readonly ExperimentClick[]): Promise<void> =>
  addToUnits(
    sql,
    tenantId,
    clicks.map(({ on, answeredMs, clickedMs, ...of }) => ({
      ...{ ...of, firstMs: answeredMs, atMs: clickedMs, answers: 0, failures: 0, tookMs: 0 },
      ...{ controlClicks: on === 'control' ? 1 : 0, treatmentClicks: on === 'treatment' ? 1 : 0 },
    })),
  )

/** Units are met in one order, so that processes do not deadlock. What is later than the time of a unit is ignored. */
async function addToUnits(
  sql: Sql,
  tenantId: string,
  changes: readonly (UnitChange & { readonly atMs?: number })[],
): Promise<void> {
  if (changes.length === 0) return
  const rows = changes.map(({ atMs, ...change }) => ({ ...change, atMs: atMs ?? change.firstMs }))
  await sql`
    with input as (
      select c.*, e.first_at, coalesce((e.settings ->> 'outcomeSeconds')::float8, ${defaultOutcomeSeconds}) as seconds
      from jsonb_to_recordset(${sql.json(rows)}) as c ("experimentId" text, unit text, variant text,
        "firstMs" float8, "atMs" float8, answers int, failures int, "tookMs" float8, "controlClicks" int,
        "treatmentClicks" int)
      join lateral (
        select x.settings, u.first_at from learning.experiments x
        left join learning.experiment_units u
          on u.tenant_id = x.tenant_id and u.experiment_id = x.id and u.unit = c.unit
        where x.tenant_id = ${tenantId} and x.id = c."experimentId" and x.state = 'running'
      ) e on true
    ), timed as (
      select *, coalesce(extract(epoch from first_at) * 1000,
        min("firstMs") over (partition by "experimentId", unit)) as "startMs"
      from input
    )
    insert into learning.experiment_units as u (tenant_id, experiment_id, unit, variant, first_at, answers, failures,
      took_ms, control_clicks, treatment_clicks)
    select ${tenantId}, "experimentId", unit, (array_agg(variant order by "firstMs"))[1],
      to_timestamp(min("startMs") / 1000), sum(answers), sum(failures), sum("tookMs"), sum("controlClicks"),
      sum("treatmentClicks")
    from timed where "atMs" <= "startMs" + seconds * 1000
    group by "experimentId", unit order by "experimentId", unit
    on conflict (tenant_id, experiment_id, unit) do update set
      answers = u.answers + excluded.answers, failures = u.failures + excluded.failures,
      took_ms = u.took_ms + excluded.took_ms, control_clicks = u.control_clicks + excluded.control_clicks,
      treatment_clicks = u.treatment_clicks + excluded.treatment_clicks
    where not u.is_judged`
}

interface Verdict<Tests> {
  readonly tests: Tests
  readonly stop?: { readonly reason: StopReason; readonly winner?: 'control' | 'treatment' }
}

/** Adds units to the tests of an experiment. Without units it says whether the experiment has to stop anyway. */
type Judge<Tests> = (experiment: StoredExperiment<Tests>, units: readonly ExperimentUnit[]) => Verdict<Tests>

interface JudgedExperiments {
  /** Those that stopped. */
  readonly stopped: readonly { readonly id: string; readonly reason: StopReason }[]
  /** When there is more to judge; undefined if no experiment runs. */
  readonly nextMs: number | undefined
}

const pageUnits = 1_000
const defaultOutcomeSeconds = 1_800
/** Answers and clicks are stored within so many seconds. */
const lateSeconds = 2

/**
 * Judges the units of a tenant's running experiments whose time is over, each once: the tests and the marks of their
 * units are stored in one transaction. One process at a time judges; another one waits for it.
 */
export const judgeExperiments = <Tests>(
  { tenantId, transaction }: TenantDatabase,
  judge: Judge<Tests>,
): Promise<JudgedExperiments> =>
  transaction('judge experiments', async (sql) => {
    const running = await sql<StoredExperiment<Tests>[]>`
      select ${experimentColumns(sql)} from learning.experiments
      where tenant_id = ${tenantId} and state = 'running' order by id for update`
    const stopped: { id: string; reason: StopReason }[] = []
    let nextMs: number | undefined
    for (const experiment of running) {
      const { id, endsAt } = experiment
      const { stop } = await judgeUnits(sql, tenantId, experiment, judge)
      if (stop) {
        await endExperiment(sql, tenantId, id, stop)
        stopped.push({ id, reason: stop.reason })
      } else {
        const dueMs = (await nextDueMs(sql, tenantId, experiment)) ?? endsAt.getTime()
        nextMs = Math.min(nextMs ?? dueMs, dueMs, endsAt.getTime())
      }
    }
    return { stopped, nextMs }
  })

const secondsOf = ({ settings }: StoredExperiment<unknown>) =>
  (settings.outcomeSeconds ?? defaultOutcomeSeconds) + lateSeconds

async function judgeUnits<Tests>(
  sql: Sql,
  tenantId: string,
  experiment: StoredExperiment<Tests>,
  judge: Judge<Tests>,
): Promise<Verdict<Tests>> {
  const units = await sql<ExperimentUnit[]>`
    with due as (
      select unit from learning.experiment_units
      where tenant_id = ${tenantId} and experiment_id = ${experiment.id} and not is_judged
        and first_at <= now() - make_interval(secs => ${secondsOf(experiment)})
      order by first_at, unit limit ${pageUnits}
    ), judged as (
      update learning.experiment_units u set is_judged = true from due
      where u.tenant_id = ${tenantId} and u.experiment_id = ${experiment.id} and u.unit = due.unit
      returning u.*
    )
    select variant, answers, failures, took_ms as "tookMs", control_clicks as "controlClicks",
      treatment_clicks as "treatmentClicks"
    from judged order by first_at, unit`
  const verdict = judge(experiment, units)
  if (units.length > 0)
    await sql`
      update learning.experiments set tests = ${sql.json(verdict.tests as Parameters<typeof sql.json>[0])}
      where tenant_id = ${tenantId} and id = ${experiment.id}`
  return verdict
}

async function nextDueMs(sql: Sql, tenantId: string, experiment: StoredExperiment<unknown>) {
  const [row] = await sql<{ dueMs: number | null }[]>`
    select (extract(epoch from min(first_at)) * 1000)::float8 as "dueMs" from learning.experiment_units
    where tenant_id = ${tenantId} and experiment_id = ${experiment.id} and not is_judged`
  return row?.dueMs == null ? undefined : row.dueMs + secondsOf(experiment) * 1_000
}
