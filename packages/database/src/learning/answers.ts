import { DistinctCount, hashText } from '@inkling/learning'
import type { Fragment, Sql } from '../client/tenant-database.ts'
import type { Receipt } from './receipt.ts'
import { type Apart, daysOfWindow, sumsApart } from './sums.ts'

/** What became of the answers of one kind. */
export interface AnswerSums {
  readonly kind: string
  /** A placement of suggestions, '' for the answers of none; null for all of them. */
  readonly scenario: string | null
  readonly answers: number
  /** Answers with at least one positive signal. */
  readonly clicked: number
  /** Of the first of these, summed up. */
  readonly reciprocalRank: number
  /** Items with a positive signal, among the first of the list. */
  readonly clicksAt1: number
  readonly clicksAt5: number
  readonly clicksAt10: number
  /** How many of the 4,096 bits of the sketch of shown items are set. */
  readonly shownBits: number
}

export interface AnswerSumsApart extends AnswerSums {
  readonly at: Date
}

/** Changes of the sums of one hour. */
export interface AnswerChange {
  readonly hour: string
  readonly kind: string
  readonly scenario: string
  readonly clicked: number
  readonly reciprocalRank: number
  readonly clicksAt1: number
  readonly clicksAt5: number
  readonly clicksAt10: number
}

export interface SignalChange {
  readonly hour: string
  readonly kind: string
  readonly scenario: string
  readonly signal: string
  readonly answers: number
}

const hourMs = 3_600_000
export const hourOf = (atMs: number): string => new Date(Math.floor(atMs / hourMs) * hourMs).toISOString()

/** Adds receipts to the sums of their hours. Rows are met in one order, so that processes do not deadlock. */
export async function countAnswers(sql: Sql, tenantId: string, receipts: readonly Receipt[]): Promise<void> {
  const groups = Map.groupBy(receipts, ({ kind, scenario = '', atMs = Date.now() }) =>
    JSON.stringify([kind, scenario, hourOf(atMs)]),
  )
  const rows = [...groups].map(([key, own]) => {
    const [kind, scenario, hour] = JSON.parse(key) as [string, string, string]
    return { kind, scenario, hour, answers: own.length, shown: sketchOf(own) }
  })
  await sql`
    insert into learning.answers as a (tenant_id, hour, kind, scenario, answers, shown)
    select ${tenantId}, hour, kind, scenario, answers, ('x' || shown)::bit(4096)
    from jsonb_to_recordset(${sql.json(rows)})
      as r (hour timestamptz, kind text, scenario text, answers bigint, shown text)
    order by hour, kind, scenario
    on conflict (tenant_id, kind, scenario, hour) do update set
      answers = a.answers + excluded.answers, shown = a.shown | excluded.shown`
}

/** As 1,024 hexadecimal digits. */
function sketchOf(receipts: readonly Receipt[]): string {
  const shown = new DistinctCount()
  for (const { itemIds } of receipts) for (const itemId of itemIds) shown.add(hashText(itemId))
  return shown.state.map((word) => word.toString(16).padStart(8, '0')).join('')
}

/** Adds what feedback changes of answers that were counted before. Rows must be distinct, and are met in one order. */
export async function addAnswerChanges(
  sql: Sql,
  tenantId: string,
  changes: readonly AnswerChange[],
  signals: readonly SignalChange[],
): Promise<void> {
  if (changes.length > 0)
    await sql`
      update learning.answers a set
        clicked = a.clicked + c.clicked, reciprocal_rank = a.reciprocal_rank + c."reciprocalRank",
        clicks_at_1 = a.clicks_at_1 + c."clicksAt1", clicks_at_5 = a.clicks_at_5 + c."clicksAt5",
        clicks_at_10 = a.clicks_at_10 + c."clicksAt10"
      from (
        select c.* from learning.answers join jsonb_to_recordset(${sql.json(changes.map((change) => ({ ...change })))})
          as c (hour timestamptz, kind text, scenario text, clicked bigint, "reciprocalRank" double precision,
            "clicksAt1" bigint, "clicksAt5" bigint, "clicksAt10" bigint) using (hour, kind, scenario)
        where tenant_id = ${tenantId} order by hour, kind, scenario for update of answers
      ) c
      where a.tenant_id = ${tenantId} and a.kind = c.kind and a.scenario = c.scenario and a.hour = c.hour`
  if (signals.length > 0)
    await sql`
      insert into learning.answer_signals as s (tenant_id, hour, kind, scenario, signal, answers)
      select ${tenantId}, hour, kind, scenario, signal, answers
      from jsonb_to_recordset(${sql.json(signals.map((change) => ({ ...change })))})
        as c (hour timestamptz, kind text, scenario text, signal text, answers bigint)
      order by hour, kind, scenario, signal
      on conflict (tenant_id, kind, scenario, signal, hour) do update set answers = s.answers + excluded.answers`
}

/** The sums of the last hours, per kind, and per kind and scenario. */
export const readAnswers = (sql: Sql, tenantId: string, hours: number) =>
  selectAnswers<AnswerSums>(sql, daysOfWindow(sql, 'answers', tenantId, hours), sql`(kind), (kind, scenario)`, sql``)

/** The same for each hour or day apart, the oldest first. */
export const readAnswersApart = (sql: Sql, tenantId: string, apart: Apart) =>
  selectAnswers<AnswerSumsApart>(
    sql,
    sumsApart(sql, 'answers', tenantId, apart),
    sql`(at, kind), (at, kind, scenario)`,
    sql`at,`,
  )

const selectAnswers = <S extends AnswerSums>(sql: Sql, rows: Fragment, groups: Fragment, at: Fragment) => sql<S[]>`
  select ${at} kind, scenario, sum(answers)::float8 as answers, sum(clicked)::float8 as clicked,
    sum(reciprocal_rank)::float8 as "reciprocalRank", sum(clicks_at_1)::float8 as "clicksAt1",
    sum(clicks_at_5)::float8 as "clicksAt5", sum(clicks_at_10)::float8 as "clicksAt10",
    bit_count(bit_or(shown))::float8 as "shownBits"
  from ${rows} as sums
  group by grouping sets (${groups}) order by ${at} kind, scenario nulls first`

/** How many answers of a kind got a signal. */
export interface SignalCount {
  readonly kind: string
  readonly scenario: string
  readonly signal: string
  readonly answers: number
}

export const readSignals = (sql: Sql, tenantId: string, hours: number) => sql<SignalCount[]>`
  select kind, scenario, signal, sum(answers)::float8 as answers
  from ${daysOfWindow(sql, 'answer_signals', tenantId, hours)} as sums
  group by kind, scenario, signal order by kind, scenario, signal`
