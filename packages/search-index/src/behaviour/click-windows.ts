import type { Click } from './search-behaviour.ts'

/** Clicks of a time, and what was known when it began. */
export interface ClickWindow {
  readonly fromMs: number
  /** All that came before. */
  readonly before: readonly Click[]
  /** Those that tell how to blend. */
  readonly clicks: readonly Click[]
}

const learnFrom = 0.6
const judgeFrom = 0.8

/**
 * Two windows of clicks that tell how to blend: the newest fifth of them to judge by, the fifth before to learn from. What a leg of
 * behaviour said in a window must be made of what came before it, else it would foretell the very clicks it is made of.
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
