import { type Database, judgeExperiments, type Learn, type LearningPass, learnFromFeedback } from '@inkling/database'
import type { ShadowLeagueState } from '@inkling/learning'
import { inBackground } from '@inkling/resilience'
import { experimentMetrics, type Logger, leagueMetrics, suggestionLearningMetrics } from '@inkling/telemetry'
import { experimentClicks } from '../domain/experiment-clicks.ts'
import { judgeExperiment, type TestsState } from '../domain/judge-experiment.ts'
import { judgeLeagues } from '../domain/judge-league.ts'
import { rankingsOf } from '../domain/league.ts'
import { learn, type RankerState } from '../domain/learn.ts'

export interface LearnerOptions {
  readonly database: Pick<Database, 'background'>
  /** Called after what suggestions of a tenant are ranked by has changed. */
  readonly onLearned: (tenantId: string) => Promise<unknown>
  readonly logger: Pick<Logger, 'info' | 'warn'>
  readonly metrics?: ReturnType<typeof suggestionLearningMetrics>
  /**
   * From one visit of a tenant to the next, unless it left a backlog. A visit reads and stores all that the tenant has
   * learned, and its kept rankings are read again after it, whether it learned from one feedback or a hundred.
   */
  readonly restMs?: number
}

/** When a tenant's feedback is looked at, in milliseconds after what gives reason to. */
const [afterFeedbackMs, afterAnswersMs, whileWaitingMs, afterFailureMs] = [500, 15_000, 5_000, 10_000]
/** Finds events of which nobody told, because Redis was unavailable. */
const whileFollowedMs = 5 * 60_000
/** An event half an hour after a suggestion has another cause. */
const followedMs = 31 * 60_000
/** A timer cannot be longer than 24 days. */
const longestMs = 3_600_000
const defaultRestMs = 5_000
/** Of one tenant, before the others have their turn. */
const maxPasses = 10

/** Weights, what experiments count, and the leagues. */
const learnAll: Learn<RankerState, ShadowLeagueState> = (known, feedback, prior, { leagues, challengers }) => {
  const { counted, ...learned } = learn(known, feedback, prior)
  const entered = Map.groupBy(challengers, ({ scenario }) => scenario)
  const current = new Map<string, ReadonlySet<string>>()
  const isCurrent = (scenario: string, key: string) => {
    const keys = current.get(scenario) ?? new Set(rankingsOf(entered.get(scenario) ?? [], prior).map((one) => one.key))
    current.set(scenario, keys)
    return keys.has(key)
  }
  return {
    ...learned,
    experimentClicks: experimentClicks(feedback.filter(({ isCounted }) => !isCounted)),
    ...judgeLeagues(leagues, counted, isCurrent),
  }
}

interface Visit {
  readonly timer: NodeJS.Timeout
  readonly dueMs: number
}

/**
 * Learns from feedback in the background, one tenant at a time. A tenant is visited soon after feedback, and within 15
 * seconds after suggestions, and again after each event of the next half hour, because events may show that suggestions
 * were followed, and when people of its experiments are to be judged; but no more often than every five seconds. What
 * is not learned when the process ends is learned at the next visit, by whichever process makes it.
 */
export class Learner {
  readonly #options: LearnerOptions
  readonly #metrics: ReturnType<typeof suggestionLearningMetrics>
  readonly #visits = new Map<string, Visit>()
  readonly #restsUntilMs = new Map<string, number>()
  /** When this process last made suggestions for a tenant. */
  readonly #answeredMs = new Map<string, number>()
  #work: Promise<void> = Promise.resolve()
  #isClosed = false

  constructor(options: LearnerOptions) {
    this.#options = options
    this.#metrics = options.metrics ?? suggestionLearningMetrics()
  }

  /** There is something to learn: feedback of the tenant was stored, or what it taught was forgotten. */
  noteFeedback(tenantId: string): void {
    this.#visitWithin(tenantId, afterFeedbackMs)
  }

  /** The tenant got suggestions. */
  noteAnswer(tenantId: string): void {
    this.#answeredMs.set(tenantId, performance.now())
    this.#visitWithin(tenantId, afterAnswersMs)
  }

  /** Events of the tenant were stored. */
  noteEvents(tenantId: string): void {
    if (this.#isFollowed(tenantId)) this.#visitWithin(tenantId, afterAnswersMs)
  }

  /** Resolves when the visit that is being made ends. No other begins. */
  async close(): Promise<void> {
    this.#isClosed = true
    for (const { timer } of this.#visits.values()) clearTimeout(timer)
    this.#visits.clear()
    await this.#work
  }

  #visitWithin(tenantId: string, ms: number): void {
    const nowMs = performance.now()
    this.#visitAt(tenantId, Math.max(nowMs + ms, this.#restsUntilMs.get(tenantId) ?? nowMs))
  }

  #visitAt(tenantId: string, dueMs: number): void {
    const planned = this.#visits.get(tenantId)
    if (this.#isClosed || (planned && planned.dueMs <= dueMs)) return
    clearTimeout(planned?.timer)
    const timer = inBackground(() => setTimeout(() => this.#begin(tenantId), dueMs - performance.now()))
    timer.unref()
    this.#visits.set(tenantId, { timer, dueMs })
  }

  #begin(tenantId: string): void {
    this.#visits.delete(tenantId)
    this.#work = this.#work.then(() => this.#visit(tenantId))
  }

  async #visit(tenantId: string): Promise<void> {
    if (this.#isClosed) return
    this.#restsUntilMs.set(tenantId, performance.now() + (this.#options.restMs ?? defaultRestMs))
    try {
      const pass = await this.#learn(tenantId)
      if (pass.hasMore) return this.#visitAt(tenantId, performance.now())
      if (pass.waiting > 0) this.#visitWithin(tenantId, whileWaitingMs)
      if (this.#isFollowed(tenantId)) this.#visitWithin(tenantId, pass.hasEarly ? afterAnswersMs : whileFollowedMs)
      await this.#judge(tenantId)
    } catch (error) {
      this.#metrics.visits.inc({ outcome: 'failed' })
      this.#options.logger.warn({ err: error, tenantId }, 'learning from feedback failed; it is tried again')
      this.#visitWithin(tenantId, afterFailureMs)
    }
  }

  /** Also from the clicks that a pass makes of events, and from what was stored meanwhile. */
  async #learn(tenantId: string): Promise<LearningPass> {
    for (let passes = 1; ; passes++) {
      const database = this.#options.database.background(tenantId)
      const pass = await learnFromFeedback<RankerState, ShadowLeagueState>(database, learnAll)
      this.#count(pass)
      if (pass.feedback > 0) await this.#options.onLearned(tenantId)
      if (!pass.hasMore || passes === maxPasses) return pass
    }
  }

  /** Whether events may still show that suggestions of this process were followed. */
  #isFollowed(tenantId: string): boolean {
    const answeredMs = this.#answeredMs.get(tenantId) ?? Number.NEGATIVE_INFINITY
    const isFollowed = performance.now() - answeredMs < followedMs
    if (!isFollowed) this.#answeredMs.delete(tenantId)
    return isFollowed
  }

  /** Once all clicks are counted. */
  async #judge(tenantId: string): Promise<void> {
    const { stopped, nextMs } = await judgeExperiments<TestsState>(
      this.#options.database.background(tenantId),
      ({ settings, endsAt, tests }, units) => {
        const verdict = judgeExperiment(settings, tests, units)
        return verdict.stop || endsAt.getTime() > Date.now() ? verdict : { ...verdict, stop: { reason: 'time' } }
      },
    )
    for (const { id, reason } of stopped) {
      experimentMetrics().stopped.inc({ reason })
      this.#options.logger.info({ tenantId, experimentId: id, reason }, 'experiment stopped')
    }
    if (stopped.length > 0) await this.#options.onLearned(tenantId)
    if (nextMs !== undefined)
      this.#visitWithin(tenantId, Math.min(longestMs, Math.max(afterFeedbackMs, nextMs - Date.now())))
  }

  #count({ rulings, feedback, clicks, moved, changes }: LearningPass): void {
    this.#metrics.visits.inc({ outcome: 'done' })
    this.#metrics.feedback.inc(feedback)
    this.#metrics.eventClicks.inc(clicks)
    this.#metrics.moves.inc(moved.length)
    for (const { kind } of rulings) leagueMetrics().rulings.inc({ ruling: kind })
    for (const { kind, clicked, reciprocalRank } of changes) {
      this.#metrics.clicked.inc({ kind }, clicked)
      this.#metrics.reciprocalRank.inc({ kind }, reciprocalRank)
    }
  }
}
