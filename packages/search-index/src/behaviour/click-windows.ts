import { BehaviourLegs } from './behaviour-legs.ts'
import { type Click, type ItemUse, learnBehaviour } from './search-behaviour.ts'

/** The clicks of a period, and those before it. */
export interface ClickWindow {
  readonly fromMs: number
  /** All clicks before the period. */
  readonly before: readonly Click[]
  /** The clicks of the period that tell how to fuse legs. */
  readonly clicks: readonly Click[]
}

const learnFrom = 0.6
const judgeFrom = 0.8

/**
 * Two windows of clicks that tell how to fuse legs: the newest fifth to judge by, the fifth before it to learn from.
 * The behaviour legs of a window must be computed from earlier clicks, else they would predict the clicks that they
 * count.
 */
export function clickWindows(clicks: readonly Click[]): { learn: ClickWindow; judge: ClickWindow } {
  const times = clicks.flatMap(({ isBlended, atMs }) => (isBlended ? [atMs] : [])).sort((a, b) => a - b)
  const at = (share: number): number => times[Math.floor(share * times.length)] ?? 0
  const window = (fromMs: number, untilMs: number): ClickWindow => ({
    fromMs,
    before: clicks.filter(({ atMs }) => atMs < fromMs),
    clicks: clicks.filter(({ isBlended, atMs }) => isBlended && atMs >= fromMs && atMs < untilMs),
  })
  const [learnMs, judgeMs] = [at(learnFrom), at(judgeFrom)]
  return { learn: window(learnMs, judgeMs), judge: window(judgeMs, Number.POSITIVE_INFINITY) }
}

/** Clicks that tell how to fuse legs, and the behaviour legs as they were before. */
export interface FusionLesson {
  readonly clicks: readonly Click[]
  readonly legs: BehaviourLegs
}

/** `uses` are those before the window begins. */
export function fusionLesson({ fromMs, before, clicks }: ClickWindow, uses: readonly ItemUse[]): FusionLesson {
  return { clicks, legs: new BehaviourLegs(learnBehaviour(before, uses, fromMs)) }
}
