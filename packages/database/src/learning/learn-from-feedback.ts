import type { LeagueRuling } from '@inkling/contracts'
import type { Sql, TenantDatabase } from '../client/tenant-database.ts'
import type { LogPosition } from '../tail/log-position.ts'
import { readTail } from '../tail/read-tail.ts'
import { type AnswerChange, addAnswerChanges } from './answers.ts'
import { insertEventClicks } from './event-clicks.ts'
import { addExperimentClicks, type ExperimentClick } from './experiment-units.ts'
import { addOutcomes, type ItemOutcomeAt } from './item-outcomes.ts'
import { readLeagues, storeLeagues } from './league.ts'
import { lockLearning, ofTenant, storeLearnedUpTo } from './learning-lock.ts'
import { learnPrefetchThreshold } from './prefetch-threshold.ts'
import { rankerFormat, readNewestPrior, type SourceWeights } from './priors.ts'
import { recordVersion } from './ranker-versions.ts'
import { type Ranker, readRankers, storeRanker } from './rankers.ts'
import { readScenarios } from './scenarios.ts'
import type { Leagues, StoredLeague } from './stored-league.ts'
import { type AnswerFeedback, tallyAnswers } from './tally-answers.ts'
import { joinWaitingFeedback } from './waiting-feedback.ts'

/** One signal for one item of an answer, with what its receipt says. */
export interface ShownFeedback extends AnswerFeedback {
  /** When it arrived. */
  readonly atMs: number
  readonly userId: string | null
  readonly sessionId: string | null
  /** It was counted before, and only teaches again: what was learned was forgotten, because a user was erased. */
  readonly isCounted: boolean
  /** As the service that answered wrote them. */
  readonly details: unknown
}

/** What a page of feedback taught. */
export interface Learned<State, League = unknown> {
  /** Those that begin to learn, as they were before. */
  readonly starts: readonly Omit<Ranker<State>, 'version'>[]
  /** Those that changed. */
  readonly rankers: readonly Omit<Ranker<State>, 'version'>[]
  readonly outcomes: readonly ItemOutcomeAt[]
  readonly experimentClicks?: readonly ExperimentClick[]
  /** Those that changed. */
  readonly leagues?: readonly StoredLeague<League>[]
  /** What was decided in them. */
  readonly rulings?: readonly LeagueRuling[]
}

/** @param prior The mean of the weights of many tenants, if there are enough. */
export type Learn<State, League = unknown> = (
  rankers: readonly Ranker<State>[],
  feedback: readonly ShownFeedback[],
  prior: SourceWeights | undefined,
  leagues: Leagues<League>,
) => Learned<State, League>

export interface LearningPass {
  /** Feedbacks on suggestions that were learned from. */
  readonly feedback: number
  /** Events that became clicks; the next pass learns from them. */
  readonly clicks: number
  /** Lines of feedback that still wait for their receipt. */
  readonly waiting: number
  /** Whether there are events that may become clicks at a later visit. */
  readonly hasEarly: boolean
  /** Whether there may be more to look at now. */
  readonly hasMore: boolean
  /** The scenarios whose weights moved notably. */
  readonly moved: readonly string[]
  /** What became of answers. */
  readonly changes: readonly AnswerChange[]
  /** Promotions and rollbacks of rankings. */
  readonly rulings: readonly LeagueRuling[]
}

const pageRows = 1_000
const nothing: LearningPass = {
  ...{ feedback: 0, clicks: 0, waiting: 0, hasEarly: false, hasMore: false },
  ...{ moved: [], changes: [], rulings: [] },
}

/**
 * Learns from the next page of a tenant's feedback on suggestions, and counts what became of answers of all kinds, in
 * one transaction: what was learned and the place up to which it was learned are stored together, so each feedback
 * counts once, whichever process crashes. One process at a time learns for a tenant; another one waits for it.
 */
export function learnFromFeedback<State, League = unknown>(
  { tenantId, transaction }: TenantDatabase,
  learn: Learn<State, League>,
): Promise<LearningPass> {
  return transaction('learn from feedback', async (sql) => {
    const upTo = await lockLearning(sql, tenantId)
    if (!upTo) return nothing
    const { waiting, joined } = await joinWaitingFeedback(sql, tenantId)
    const events = await insertEventClicks(sql, tenantId, upTo.events)
    const page = await readTail<ShownFeedback>(sql, tailOf(sql, tenantId, upTo.counted), upTo.feedback, pageRows)
    const uncounted = page.changes.filter(({ isCounted }) => !isCounted)
    const { changes, signals } = tallyAnswers(uncounted)
    await addAnswerChanges(sql, tenantId, changes, signals)
    await learnPrefetchThreshold(sql, tenantId, uncounted)
    const suggested = await taughtBy(sql, tenantId, page.changes)
    const { moved, rulings } = suggested.length > 0 ? await store(sql, tenantId, learn, suggested) : nothing
    await storeLearnedUpTo(sql, tenantId, { feedback: page.next, events: events.next })
    return {
      feedback: suggested.length,
      clicks: events.clicks,
      waiting,
      hasEarly: events.hasEarly,
      hasMore: !page.drained || !events.drained || events.clicks > 0 || joined > 0,
      moved,
      changes,
      rulings,
    }
  })
}

/**
 * Feedback on suggestions of placements that exist. A placement that was deleted learns no more from its answers, nor
 * does one that never was: while Postgres is slow, its name is not checked.
 */
async function taughtBy(sql: Sql, tenantId: string, feedback: readonly ShownFeedback[]): Promise<ShownFeedback[]> {
  const suggested = feedback.filter(({ kind, details }) => kind === 'suggestion' && details !== null)
  if (suggested.every(({ scenario }) => scenario === ofTenant)) return suggested
  const known = new Set((await readScenarios(sql, tenantId)).map(({ id }) => id))
  return suggested.filter(({ scenario }) => scenario === ofTenant || known.has(scenario))
}

const tailOf = (sql: Sql, tenantId: string, counted: LogPosition | undefined) => ({
  columns: sql`
    log.receipt_id as "receiptId", log.item_id as "itemId", log.signal,
    (extract(epoch from log.received_at) * 1000)::float8 as "atMs", r.kind, coalesce(r.scenario, '') as scenario,
    (extract(epoch from r.created_at) * 1000)::float8 as "answeredMs",
    ${counted ? sql`(log.xid, log.seq) <= (${String(counted.xid)}::xid8, ${counted.seq}::bigint)` : sql`false`}
      as "isCounted",
    r.item_ids as "itemIds", r.user_id as "userId", r.session_id as "sessionId", r.details, (
      select coalesce(jsonb_agg(jsonb_build_array(e.item_id, e.signal)), '[]') from learning.feedback e
      where e.tenant_id = ${tenantId} and e.receipt_id = log.receipt_id and (e.xid, e.seq) < (log.xid, log.seq)
    ) as earlier`,
  from: sql`learning.feedback log join learning.receipts r on r.tenant_id = ${tenantId} and r.id = log.receipt_id`,
  where: sql`log.tenant_id = ${tenantId} and log.item_id = any (r.item_ids)`,
})

async function store<State, League>(
  sql: Sql,
  tenantId: string,
  learn: Learn<State, League>,
  feedback: readonly ShownFeedback[],
): Promise<Pick<LearningPass, 'moved' | 'rulings'>> {
  const prior = await readNewestPrior<SourceWeights>(sql, rankerFormat)
  const {
    starts,
    rankers,
    outcomes,
    experimentClicks = [],
    leagues = [],
    rulings = [],
  } = learn(await readRankers<State>(sql, tenantId), feedback, prior, await readLeagues<League>(sql, tenantId))
  for (const start of starts) await recordVersion(sql, tenantId, { ...start, version: 0 }, 'started')
  const moved: string[] = []
  for (const ranker of rankers) {
    const version = await storeRanker(sql, tenantId, ranker)
    if (await recordVersion(sql, tenantId, { ...ranker, version }, 'learned')) moved.push(ranker.scenario)
  }
  await addOutcomes(sql, tenantId, outcomes)
  await addExperimentClicks(sql, tenantId, experimentClicks)
  await storeLeagues(sql, tenantId, leagues)
  return { moved, rulings }
}
