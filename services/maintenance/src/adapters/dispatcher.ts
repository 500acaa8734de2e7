import { Leadership } from '@inkling/database'
import {
  type DispatchedRuns,
  type DueSchedules,
  type Heartbeats,
  handRuns,
  type JobLimits,
  type JobSubmitter,
  recoverRuns,
  restoreSchedules,
  type ScheduleOverrides,
  submitOccurrences,
  type TurnState,
} from '@inkling/queues'
import type { Logger, queueMetrics } from '@inkling/telemetry'
import { mostDueTogether } from './due-schedules.ts'

export interface DispatcherOptions {
  readonly databaseUrl: string
  readonly runs: DispatchedRuns
  readonly submitter: JobSubmitter
  readonly heartbeats: Pick<Heartbeats, 'countAlive'>
  readonly schedules: ScheduleOverrides
  /** Of tenants. */
  readonly dueSchedules: DueSchedules
  readonly limitsOfPlan: (plan: string) => JobLimits
  /** How often it looks although nobody tells it of a change. */
  readonly everyMs: number
  readonly limits?: JobLimits
  /** How many heavy runs may be at work in all workers together. */
  readonly heavyRuns: number
  readonly metrics: Pick<ReturnType<typeof queueMetrics>, 'handed' | 'leads'>
  readonly logger: Logger
}

/**
 * Hands runs from Postgres to the queues, and brings both into line after either was lost. Of several processes one
 * does it, and another takes over within `everyMs` after its end. It is told of new and ended runs by Postgres.
 */
export class Dispatcher {
  readonly #options: DispatcherOptions
  readonly #leadership: Leadership
  readonly #timer: NodeJS.Timeout
  #turns: TurnState = new Map()
  #workers = 1
  #isDue = true
  #isTold = false
  #working: Promise<void> | undefined
  #isClosed = false

  constructor(options: DispatcherOptions) {
    this.#options = options
    this.#leadership = new Leadership({
      url: options.databaseUrl,
      applicationName: 'inkling-dispatcher',
      name: 'dispatcher of runs',
      channel: 'inkling_runs',
      onNotified: () => {
        this.#isTold = true
        this.#wake()
      },
    })
    this.#timer = setInterval(() => {
      this.#isDue = true
      this.#wake()
    }, options.everyMs)
    this.#wake()
  }

  /** Another process takes over at once. */
  async close(): Promise<void> {
    this.#isClosed = true
    clearInterval(this.#timer)
    await this.#working
    await this.#leadership.close()
  }

  #wake(): void {
    this.#working ??= this.#work().finally(() => {
      this.#working = undefined
    })
  }

  async #work(): Promise<void> {
    try {
      while (!this.#isClosed && (this.#isDue || this.#isTold)) await this.#step()
    } catch (error) {
      this.#options.logger.debug({ err: error }, 'runs not dispatched; the next attempt continues')
    }
  }

  async #step(): Promise<void> {
    const { runs, submitter, limits, heavyRuns } = this.#options
    const isDue = this.#isDue
    this.#isDue = false
    this.#isTold = false
    if (!(await this.#leads())) return
    if (isDue) await this.#submitDue()
    if (isDue) await this.#recover()
    const slots = { workers: this.#workers, heavy: heavyRuns, ...(limits && { limits }) }
    const { turns, handed } = await handRuns(runs, submitter, slots, this.#turns)
    this.#turns = turns
    for (const [kind, count] of Object.entries(handed)) this.#options.metrics.handed.inc({ kind }, count)
  }

  /** @throws if Postgres is unavailable; then nobody knows who leads */
  async #leads(): Promise<boolean> {
    let isLeader = false
    try {
      isLeader = await this.#leadership.hold()
    } finally {
      this.#options.metrics.leads.set(isLeader ? 1 : 0)
    }
    return isLeader
  }

  /** Also while queue Redis is unavailable. */
  async #submitDue(): Promise<void> {
    const { dueSchedules, limitsOfPlan } = this.#options
    if ((await submitOccurrences(dueSchedules, limitsOfPlan)) === mostDueTogether) this.#isDue = true
  }

  async #recover(): Promise<void> {
    const { runs, submitter, heartbeats, schedules } = this.#options
    this.#workers = await heartbeats.countAlive()
    await restoreSchedules(submitter, schedules)
    await recoverRuns(runs, submitter)
  }
}
