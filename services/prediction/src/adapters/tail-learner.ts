import { type Database, isAfter, type LoggedUsage, type LogPosition, readEventsAfter } from '@inkling/database'
import { type NextItemModel, type Outcome, RobotWatch } from '@inkling/predictors'
import type { LoadedModel } from '@inkling/read-model'
import type { readModelMetrics } from '@inkling/telemetry'
import type { CountedEvent } from './learning-recorder.ts'
import type { Tenure, Tenures } from './tenures.ts'

/** Called for each event that is scored, once, whichever process or model scores it. */
export type OnOutcomes = (
  tenantId: string,
  outcomes: readonly Outcome[],
  model: NextItemModel,
  counted?: CountedEvent,
) => void

interface TailLearnerOptions {
  readonly database: Pick<Database, 'background'>
  readonly tenures: Tenures | undefined
  readonly onOutcomes: OnOutcomes
  readonly clock: () => number
  readonly metrics: ReturnType<typeof readModelMetrics>
}

/**
 * At most so many events of a page are scored before they are learned from; the rest of a bulk import is only learned.
 */
const maxScoredPerPage = 64
/**
 * Weights are learned from events that arrive within this time. An import of older ones teaches them when the model is
 * trained, in the order of time, so that the order of the import makes no difference.
 */
const learnWithinMs = 3_600_000
/** The next home learns from each of so many events that nobody has learned from yet, and of more from some. */
const maxReplayedSingly = 5_000

/** Applies the log of events to models, and lets those learn from it for whose tenants this process is the home. */
export class TailLearner {
  readonly #options: TailLearnerOptions
  readonly #robots = new WeakMap<NextItemModel, RobotWatch>()

  constructor(options: TailLearnerOptions) {
    this.#options = options
  }

  /** @param live whether the model learns, if this process learns alone */
  apply(tenantId: string, model: NextItemModel, changes: readonly LoggedUsage[], live: boolean): void {
    const { tenures, clock, metrics } = this.#options
    const nowMs = clock()
    const tenure = tenures?.of(tenantId, model)
    const learns = tenures ? tenure !== undefined : live
    const every = Math.ceil(changes.length / maxScoredPerPage)
    const robots = this.#robotsOf(model)
    const tell = this.#teller(tenantId, model, tenure)
    for (const [place, event] of inOrderOfTime(changes, nowMs).entries()) {
      if (robots.passesBy(model, event)) continue
      if (learns && place % every === 0 && nowMs - event.atMs <= learnWithinMs) tell(model.observe(event), event)
      else model.apply(event)
      robots.look(model, event)
    }
    const last = changes.at(-1)?.position
    if (tenure && last && isAfter(last, tenure.countedUpTo)) tenure.countedUpTo = last
    metrics.tailChanges.inc(changes.length)
  }

  /**
   * Applies the events up to `learnedUpTo`, lets the model learn from all others that there are by now, and from then
   * on. Returns how far it has read.
   */
  async goOn(
    tenantId: string,
    { model, position: from }: LoadedModel<NextItemModel>,
    learnedUpTo: LogPosition,
    tenure: Tenure,
  ): Promise<LogPosition> {
    const tenant = this.#options.database.background(tenantId)
    let position = from
    while (isAfter(learnedUpTo, position)) {
      const page = await readEventsAfter(tenant, position, { upTo: learnedUpTo })
      this.apply(tenantId, model, page.changes, false)
      position = page.drained ? learnedUpTo : page.next
    }
    this.#options.tenures?.begin(model, tenure)
    for (let [drained, events] = [false, 0]; !drained; ) {
      const page = await readEventsAfter(tenant, position, events < maxReplayedSingly ? { rows: maxScoredPerPage } : {})
      this.apply(tenantId, model, page.changes, false)
      events += page.changes.length
      ;({ drained, next: position } = page)
    }
    return position
  }

  #robotsOf(model: NextItemModel): RobotWatch {
    const known = this.#robots.get(model)
    if (known) return known
    const watch = new RobotWatch()
    this.#robots.set(model, watch)
    return watch
  }

  /** Another model of this process, or the home before, has counted some events. */
  #teller(tenantId: string, model: NextItemModel, tenure: Tenure | undefined) {
    const { onOutcomes } = this.#options
    if (!tenure) return (outcomes: readonly Outcome[]) => onOutcomes(tenantId, outcomes, model)
    const { token, countedUpTo } = tenure
    return (outcomes: readonly Outcome[], { position }: LoggedUsage) => {
      if (isAfter(position, countedUpTo)) onOutcomes(tenantId, outcomes, model, { token, position })
    }
  }
}

/**
 * A page may hold its events in any order. Events of one time keep the order in which they were sent. A clock that is
 * fast dates events into the future: they happened by now.
 */
const inOrderOfTime = (changes: readonly LoggedUsage[], nowMs: number): readonly LoggedUsage[] =>
  changes.map((event) => (event.atMs > nowMs ? { ...event, atMs: nowMs } : event)).toSorted((a, b) => a.atMs - b.atMs)
