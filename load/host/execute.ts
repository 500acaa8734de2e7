import { setTimeout as delay, setImmediate as turn } from 'node:timers/promises'
import { type Iteration, runIn } from './context.ts'
import { recordWith } from './samples.ts'
import type { ClosedModel, OpenModel, PerVu, Scenario } from './scenario.ts'
import { arrivals, totalMs, valueAt } from './schedule.ts'

/** Which part of the load this process makes: each of `of` processes has every `of`-th iteration or virtual user. */
export interface Share {
  readonly index: number
  readonly of: number
}

type Work = () => unknown

interface Execution {
  readonly share: Share
  readonly work: Work
  /** Users of scenarios before this one have the numbers before. */
  readonly firstVu: number
  readonly stop: AbortSignal
}

/** Ends when the scenario has ended, or soon after `stop` aborts. */
export async function execute(scenario: Scenario, execution: Execution): Promise<void> {
  const run = new Run(scenario, execution)
  await run.wait(scenario.startMs)
  if (scenario.model === 'open') await openModel(scenario, run)
  else if (scenario.model === 'closed') await closedModel(scenario, run)
  else await perVu(scenario, run)
}

/** How many virtual users are in an iteration. */
export let activeVus = 0

const tickMs = 50

/** A scenario that runs in this process. */
class Run {
  readonly share: Share
  readonly stop: AbortSignal
  readonly #scenario: Scenario
  readonly #work: Work
  readonly #firstVu: number
  readonly #iterations = new Map<number, number>()
  readonly #interruptions: AbortController[] = []
  readonly #underWay = new Set<Promise<void>>()
  startMs = performance.now()

  constructor(scenario: Scenario, { share, work, firstVu, stop }: Execution) {
    this.#scenario = scenario
    this.share = share
    this.#work = work
    this.#firstVu = firstVu
    this.stop = stop
  }

  /** Waits before the scenario starts; its time begins afterwards. */
  async wait(ms: number): Promise<void> {
    await this.until(performance.now() + ms)
    this.startMs = performance.now()
  }

  async until(atMs: number): Promise<void> {
    const waitMs = atMs - performance.now()
    // Also while it is late, answers must be read.
    if (waitMs > 1) await delay(waitMs, undefined, { signal: this.stop }).catch(() => {})
    else await turn()
  }

  get elapsedMs(): number {
    return performance.now() - this.startMs
  }

  dropped(count: number): void {
    if (count > 0) recordWith('dropped_iterations', count, { ...this.#scenario.tags, scenario: this.#scenario.name })
  }

  /** Ends the iterations that are given it when the time to finish is over, or earlier. */
  interruption(): AbortController {
    const controller = new AbortController()
    this.#interruptions.push(controller)
    return controller
  }

  /** Runs one iteration; never rejects. The index of the virtual user is from 0, in this process. */
  iterate(vu: number, signal: AbortSignal, at: { n?: number; dueMs?: number } = {}): Promise<void> {
    const iteration = this.#iterations.get(vu) ?? 0
    this.#iterations.set(vu, iteration + 1)
    const { name, executor, tags } = this.#scenario
    const context: Iteration = {
      vu: this.#firstVu + vu * this.share.of + this.share.index,
      iteration,
      iterationInTest: at.n ?? iteration,
      scenario: { name, executor, startMs: this.startMs },
      dueMs: at.dueMs,
      signal,
      tags: { ...tags, scenario: name, group: '' },
      pending: new Set(),
    }
    const ending = this.#iterate(context).finally(() => this.#underWay.delete(ending))
    this.#underWay.add(ending)
    return ending
  }

  /** Lets the iterations that are under way end for so long, then interrupts them. */
  async finish(gracefulStopMs: number): Promise<void> {
    const timer = new AbortController()
    const wait = delay(gracefulStopMs, undefined, { signal: AbortSignal.any([timer.signal, this.stop]) })
    await Promise.race([Promise.all(this.#underWay), wait.catch(() => {})])
    timer.abort()
    for (const controller of this.#interruptions) controller.abort()
    await Promise.all(this.#underWay)
  }

  async #iterate(context: Iteration): Promise<void> {
    const startMs = performance.now()
    const { dueMs } = context
    const { promise, resolve } = Promise.withResolvers<void>()
    const interrupt = () => resolve()
    activeVus++
    context.signal.addEventListener('abort', interrupt)
    void runIn(context, () => this.#attempt(context)).then(resolve)
    await promise
    context.signal.removeEventListener('abort', interrupt)
    activeVus--
    // As in k6, an iteration that was interrupted does not count.
    if (context.signal.aborted) return
    recordWith('iterations', 1, context.tags)
    recordWith('iteration_duration', performance.now() - startMs, context.tags)
    if (dueMs !== undefined) recordWith('iteration_lateness', startMs - dueMs, context.tags)
  }

  /** An exception ends the iteration and no more, as in k6. */
  async #attempt({ signal, pending }: Iteration): Promise<void> {
    try {
      await this.#work()
      await Promise.all(pending)
    } catch (error) {
      if (!signal.aborted) console.error(error)
    }
  }
}

/** The part of `count` that this process has. */
const partOf = (count: number, { index, of }: Share) => Math.floor(count / of) + (index < count % of ? 1 : 0)

/** Iterations start when they are due, whether or not earlier ones have ended. Without a free user one is dropped. */
async function openModel({ start, stages, maxVus, gracefulStopMs }: OpenModel, run: Run): Promise<void> {
  const { index, of } = run.share
  const { signal } = run.interruption()
  const free = Array.from({ length: partOf(maxVus, run.share) }, (_, vu) => vu).reverse()
  let n = -1
  for (const afterMs of arrivals(start, stages)) {
    if (++n % of !== index) continue
    const dueMs = run.startMs + afterMs
    await run.until(dueMs)
    if (run.stop.aborted) break
    const vu = free.pop()
    if (vu === undefined) run.dropped(1)
    else void run.iterate(vu, signal, { n, dueMs }).then(() => free.push(vu))
  }
  if (!run.stop.aborted) await run.until(run.startMs + totalMs(stages))
  await run.finish(gracefulStopMs)
}

interface User {
  isWanted: boolean
  readonly interruption: AbortController
  timer?: NodeJS.Timeout
}

/** As many users iterate as the stages say. Those that are too many finish their iteration within the ramp-down. */
async function closedModel(scenario: ClosedModel, run: Run): Promise<void> {
  const { start, stages, gracefulStopMs, gracefulRampDownMs } = scenario
  const users = new Map<number, User>()
  const begin = async (vu: number) => {
    const user: User = { isWanted: true, interruption: run.interruption() }
    users.set(vu, user)
    while (user.isWanted && !user.interruption.signal.aborted) await run.iterate(vu, user.interruption.signal)
    clearTimeout(user.timer)
    users.delete(vu)
  }
  for (;;) {
    const value = run.stop.aborted ? undefined : valueAt(run.elapsedMs, start, stages)
    const wanted = partOf(Math.round(value ?? 0), run.share)
    for (const [vu, user] of users) {
      const isWanted = vu < wanted
      if (isWanted || value === undefined) clearTimeout(user.timer)
      else if (user.isWanted) user.timer = setTimeout(() => user.interruption.abort(), gracefulRampDownMs)
      user.isWanted = isWanted
    }
    if (value === undefined) break
    for (let vu = 0; vu < wanted; vu++) if (!users.has(vu)) void begin(vu)
    await run.until(performance.now() + tickMs)
  }
  await run.finish(gracefulStopMs)
}

async function perVu({ vus, iterations, maxDurationMs, gracefulStopMs }: PerVu, run: Run): Promise<void> {
  const { signal } = run.interruption()
  const isOver = () => run.stop.aborted || run.elapsedMs >= maxDurationMs
  const work = async (vu: number) => {
    for (let done = 0; done < iterations; done++) {
      if (isOver()) return run.dropped(iterations - done)
      await run.iterate(vu, signal)
    }
  }
  const all = Array.from({ length: partOf(vus, run.share) }, (_, vu) => work(vu))
  await Promise.race([Promise.all(all), run.until(run.startMs + maxDurationMs)])
  await run.finish(gracefulStopMs)
}
