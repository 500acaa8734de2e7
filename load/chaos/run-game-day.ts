import { setTimeout as delay } from 'node:timers/promises'
import { becomesSteady } from '../src/mix/becomes-steady.ts'
import type { Sent } from '../src/mix/sent.ts'
import type { Finding, GameDay } from './game-day.ts'
import { accountForEvents, type EventAccount } from './lost-events.ts'
import { endOfLog, findLine, watchMetric } from './signs.ts'
import type { Stage } from './stage.ts'

/** What a game day showed. */
export interface Observed {
  /** The requests that were due while the fault lasted. */
  readonly during: readonly Sent[]
  readonly faultSeconds: number
  /** Undefined if clients still saw the fault long after its end. */
  readonly recoverySeconds: number | undefined
  readonly events: EventAccount
  readonly metric: { readonly before: number; readonly farthest: number } | undefined
  readonly logLine: string | undefined
  readonly verified: readonly Finding[]
}

/** How much longer than allowed a recovery is waited for, so that the result says how long it took. */
const extraSeconds = 20
const steadyWithinSeconds = 60

/** Makes the fault of a game day while the mix is sent. @throws Error if the stack does not serve before the fault */
export async function runGameDay(day: GameDay, stage: Stage, seconds: number): Promise<Observed> {
  const { traffic, stack } = stage
  if ((await becomesSteady(traffic, performance.now(), steadyWithinSeconds)) === undefined)
    throw new Error('the stack does not answer well before the fault')
  const { metric, log } = day.signs ?? {}
  const watched = metric && watchMetric(stage, metric)
  await watched?.first
  const logEnd = log ? await endOfLog(stage, log) : 0

  const callMs = performance.now()
  const begun = await day.begin(stage)
  const { fromMs: beganMs = callMs } = begun
  try {
    await delay(Math.max(0, beganMs + seconds * 1_000 - performance.now()))
  } finally {
    await begun.end()
  }
  const endedMs = performance.now()
  const overMs = day.isInstant ? beganMs : endedMs
  const recoverySeconds = await becomesSteady(traffic, overMs, day.holds.recoverySeconds + extraSeconds)
  await traffic.settled(endedMs)
  const verified = (await begun.verify?.()) ?? []
  return {
    during: traffic.sent.filter(({ atMs }) => atMs >= beganMs && atMs < endedMs),
    faultSeconds: (endedMs - beganMs) / 1_000,
    recoverySeconds,
    events: await accountForEvents(stack.ownerUrl, traffic.sent),
    metric: watched?.stop(),
    logLine: log && (await findLine(stage, log, logEnd)),
    verified,
  }
}
