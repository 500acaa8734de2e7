import { type Database, type LearningPass, learnFromFeedback } from '@inkling/database'
import { inBackground } from '@inkling/resilience'
import { type Logger, suggestionLearningMetrics } from '@inkling/telemetry'
import { learn, type RankerState } from '../domain/learn.ts'

export interface LearnerOptions {
  readonly database: Pick<Database, 'background'>
  /** Called after the weights of a tenant were learned anew. */
  readonly onLearned: (tenantId: string) => Promise<unknown>
  readonly logger: Pick<Logger, 'warn'>
  readonly metrics?: ReturnType<typeof suggestionLearningMetrics>
}

/** When a tenant's feedback is looked at, in milliseconds after what gives reason to. */
const [afterFeedbackMs, afterAnswersMs, whileWaitingMs, afterFailureMs] = [500, 15_000, 5_000, 10_000]

interface Visit {
  readonly timer: NodeJS.Timeout
  readonly dueMs: number
}

/**
 * Learns from feedback in the background, one tenant at a time. A tenant is visited soon after feedback, and within 15
 * seconds after suggestions, because events may show that they were followed. What is not learned when the process ends
 * is learned at the next visit, by whichever process makes it.
 */
export class Learner {
  readonly #options: LearnerOptions
  readonly #metrics: ReturnType<typeof suggestionLearningMetrics>
  readonly #visits = new Map<string, Visit>()
  #work: Promise<void> = Promise.resolve()
  #isClosed = false

  constructor(options: LearnerOptions) {
    this.#options = options
    this.#metrics = options.metrics ?? suggestionLearningMetrics()
  }

  /** Feedback of the tenant was stored. */
  noteFeedback(tenantId: string): void {
    this.#visitWithin(tenantId, afterFeedbackMs)
  }

  /** The tenant got suggestions. */
  noteAnswer(tenantId: string): void {
    if (!this.#visits.has(tenantId)) this.#visitWithin(tenantId, afterAnswersMs)
  }

  /** Resolves when the visit that is being made ends. No other begins. */
  async close(): Promise<void> {
    this.#isClosed = true
    for (const { timer } of this.#visits.values()) clearTimeout(timer)
    this.#visits.clear()
    await this.#work
  }

  #visitWithin(tenantId: string, ms: number): void {
    const planned = this.#visits.get(tenantId)
    const dueMs = performance.now() + ms
    if (this.#isClosed || (planned && planned.dueMs <= dueMs)) return
    clearTimeout(planned?.timer)
    const timer = inBackground(() => setTimeout(() => this.#begin(tenantId), ms))
    timer.unref()
    this.#visits.set(tenantId, { timer, dueMs })
  }

  #begin(tenantId: string): void {
    this.#visits.delete(tenantId)
    this.#work = this.#work.then(() => this.#visit(tenantId))
  }

  async #visit(tenantId: string): Promise<void> {
    if (this.#isClosed) return
    try {
      const pass = await learnFromFeedback<RankerState>(this.#options.database.background(tenantId), learn)
      this.#count(pass)
      if (pass.feedback > 0) await this.#options.onLearned(tenantId)
      if (pass.hasMore) this.#visitWithin(tenantId, afterFeedbackMs)
      else if (pass.waiting > 0) this.#visitWithin(tenantId, whileWaitingMs)
    } catch (error) {
      this.#metrics.visits.inc({ outcome: 'failed' })
      this.#options.logger.warn({ err: error, tenantId }, 'learning from feedback failed; it is tried again')
      this.#visitWithin(tenantId, afterFailureMs)
    }
  }

  #count({ feedback, clicks, moved, changes }: LearningPass): void {
    this.#metrics.visits.inc({ outcome: 'done' })
    this.#metrics.feedback.inc(feedback)
    this.#metrics.eventClicks.inc(clicks)
    this.#metrics.moves.inc(moved.length)
    for (const { kind, clicked, reciprocalRank } of changes) {
      this.#metrics.clicked.inc({ kind }, clicked)
      this.#metrics.reciprocalRank.inc({ kind }, reciprocalRank)
    }
  }
}
