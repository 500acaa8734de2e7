import { type Priority, priorities } from '@inkling/contracts/names'
import { recentUtilization } from './recent-utilization.ts'
import { TenantShares } from './tenant-shares.ts'

/** Places within one priority. */
const places = 128
const ranks = places * priorities.length
/**
 * The part of what is admitted that is given up in each step of an overload, up to `mostDown` while work waits long,
 * and won back in each step after it: `up` just below an overload, and the more the further away it is, up to
 * `upWhenIdle`. Critical requests are given up and won back by parts of their own.
 */
const steps = { down: 0.1, mostDown: 0.3, up: 0.0025, upWhenIdle: 0.04, criticalDown: 0.05, criticalUp: 0.08 }
/** Ranks from here on are critical. */
const criticalFrom = places * (priorities.length - 1)
/** A critical answer is late after this time. Critical calls are late if more than this share of their answers is. */
const late = { afterMs: 350, share: 0.1 }
/** Pressure from which on there is too much work, before the critical level; and below which there is much room. */
const overloadFrom = 0.85
const idleBelow = 0.6
/**
 * The pressure is known half a second after an overload began, and what was let in until then takes seconds to answer.
 * So while the processors or the event loop are busy, lesser requests are refused at once: the first ones when `few`
 * are under way, all of them when `many` are. Both are what is answered in so many seconds, which is how long a request
 * then waits (Little, "A Proof for the Queuing Formula L = λW", Operations Research, 1961).
 */
const crowd = { busyFrom: 0.95, few: { least: 8, seconds: 0.1 }, many: { least: 24, seconds: 0.3 } }

/**
 * Decides which requests are let in while there are more than can be answered: all of a lower priority are refused
 * before any of a higher one, and within a priority those of tenants that use more than their share.
 *
 * After DAGOR (Zhou et al., "Overload Control for Scaling WeChat Microservices", SoCC 2018): requests have ranks, and a
 * threshold over the ranks moves by a share of the requests that came in, counted for each rank. So the threshold finds
 * its place whatever the mix of requests is.
 */
export class Admission {
  readonly #shares: TenantShares
  readonly #now: () => number
  readonly #random: () => number
  readonly #arrived = new Uint32Array(ranks)
  #threshold = 0
  /** Since when all but critical requests have been refused. */
  #closedMs = Number.NEGATIVE_INFINITY
  #critical = 0
  #criticalLate = 0
  readonly #utilization: () => number
  #underWay = 0
  #ended = 0
  #endedPerSecond = 0
  #adjustedMs: number

  /** @param utilization how busy the machine was in the last moments, 0 to 1 */
  constructor(nowMs = () => performance.now(), random = Math.random, utilization = recentUtilization()) {
    this.#shares = new TenantShares(nowMs)
    this.#now = nowMs
    this.#random = random
    this.#utilization = utilization
    this.#adjustedMs = nowMs()
  }

  /** Whether a request is let in. Each request must be asked about once. */
  admits(priority: Priority, tenantId: string): boolean {
    const rank = this.#rankOf(priority, tenantId)
    this.#arrived[rank] = this.#arrivedAt(rank) + 1
    const isAdmitted = rank >= Math.max(this.#threshold, this.#crowding())
    if (isAdmitted) this.#shares.add(tenantId)
    return isAdmitted
  }

  /** Counts a request as under way, until {@link Admission.answered}. */
  begun(): void {
    this.#underWay++
  }

  /**
   * Counts how long the answer to a request that had begun took. Once only critical requests are let in, those that
   * came before do not count: lesser ones made them late.
   */
  answered(priority: Priority, tookMs: number): void {
    this.#underWay--
    this.#ended++
    if (priority !== 'critical' || this.#now() - tookMs < this.#closedMs) return
    this.#critical++
    if (tookMs > late.afterMs) this.#criticalLate++
  }

  /**
   * Moves the threshold by the pressure since the last call. Call it a few times a second. Critical requests are given
   * up only while their own answers are late: then the pressure is their own work.
   * @param refused how many of the lowest priorities are refused in any case: the threshold stays above them, so that
   * they come back little by little
   */
  adjust(pressure: number, refused = 0): void {
    const isCriticalLate = this.#criticalLate > late.share * this.#critical
    if (isCriticalLate && this.#threshold >= criticalFrom)
      this.#giveUp(steps.criticalDown * this.#countFrom(this.#threshold), ranks - 1)
    else if (this.#threshold > criticalFrom) this.#winBack(steps.criticalUp, criticalFrom)
    else if (isCriticalLate || pressure >= overloadFrom)
      this.#giveUp(downOf(pressure) * this.#countFrom(this.#threshold), criticalFrom)
    else this.#winBack(upOf(pressure), 0)
    this.#threshold = Math.max(this.#threshold, places * refused)
    if (this.#threshold < criticalFrom) this.#closedMs = Number.NEGATIVE_INFINITY
    else if (this.#closedMs === Number.NEGATIVE_INFINITY) this.#closedMs = this.#now()
    this.#arrived.fill(0)
    this.#critical = 0
    this.#criticalLate = 0
    const nowMs = this.#now()
    this.#endedPerSecond = (1_000 * this.#ended) / Math.max(1, nowMs - this.#adjustedMs)
    this.#adjustedMs = nowMs
    this.#ended = 0
  }

  /** The share of the ranks that is refused, 0 to 1. */
  get refused(): number {
    return this.#threshold / ranks
  }

  /** The rank below which requests are refused because of those that are under way. */
  #crowding(): number {
    const [few, many] = [this.#answeredIn(crowd.few), this.#answeredIn(crowd.many)]
    if (this.#underWay < few || this.#utilization() < crowd.busyFrom) return 0
    return Math.floor(criticalFrom * Math.min(1, (this.#underWay - few) / (many - few)))
  }

  /** How many requests are answered in so many seconds. */
  #answeredIn({ least, seconds }: { least: number; seconds: number }): number {
    return Math.max(least, seconds * this.#endedPerSecond)
  }

  #rankOf(priority: Priority, tenantId: string): number {
    const below = priorities.length - 1 - priorities.indexOf(priority)
    // A tenant with twice its share gets low places twice as often.
    const place = Math.floor(places * this.#random() ** this.#shares.ratioOf(tenantId))
    return below * places + Math.min(place, places - 1)
  }

  #arrivedAt(rank: number): number {
    return this.#arrived[rank] ?? 0
  }

  #countFrom(rank: number): number {
    let count = 0
    for (let n = rank; n < ranks; n++) count += this.#arrivedAt(n)
    return count
  }

  /** Raises the threshold over so many requests, at least one, up to the highest rank. */
  #giveUp(requests: number, highest: number): void {
    for (let given = 0; given < Math.max(1, requests) && this.#threshold < highest; this.#threshold++)
      given += this.#arrivedAt(this.#threshold)
  }

  /** Lowers the threshold over this share of the requests, and of the ranks: requests may come that did not yet. */
  #winBack(share: number, lowest: number): void {
    const requests = Math.max(1, share * this.#countFrom(lowest))
    const least = Math.max(lowest, this.#threshold - Math.ceil(share * ranks))
    for (let won = 0; won < requests && this.#threshold > least; this.#threshold--)
      won += this.#arrivedAt(this.#threshold - 1)
  }
}

const upOf = (pressure: number) =>
  Math.max(steps.up, steps.upWhenIdle * Math.min(1, (overloadFrom - pressure) / (overloadFrom - idleBelow)))
const downOf = (pressure: number) => Math.min(steps.mostDown, steps.down * Math.max(1, pressure))
