/** From the target of the stage before (at first, the start value) to this one, linearly, within `durationMs`. */
export interface Stage {
  readonly durationMs: number
  readonly target: number
}

const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 }

/** A duration as k6 has it, such as "1m30s", in ms. */
export function parseDuration(text: string): number {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)]
  if (parts.length === 0 || parts.map(([part]) => part).join('') !== text)
    throw new Error(`A duration must be like "500ms", "10s" or "1m30s", got "${text}".`)
  return parts.reduce((sum, [, count, unit = '']) => sum + Number(count) * (unitMs[unit] ?? 0), 0)
}

/** When each iteration of an open model is due, in ms from the start: the n-th when the integral of the rate is n. */
export function* arrivals(startPerMs: number, stages: readonly Stage[]): Generator<number> {
  let [fromMs, fromRate, before, n] = [0, startPerMs, 0, 0]
  for (const { durationMs, target } of stages) {
    const slope = durationMs === 0 ? 0 : (target - fromRate) / durationMs
    const count = ((fromRate + target) / 2) * durationMs
    // Rounding must not add one at the very end.
    for (; n < before + count - 1e-9; n++) yield fromMs + timeUntil(n - before, fromRate, slope)
    before += count
    fromMs += durationMs
    fromRate = target
  }
}

/** The time t at which `rate · t + slope · t² / 2` is `count`; in this form it is exact for small slopes, too. */
function timeUntil(count: number, rate: number, slope: number): number {
  const root = Math.sqrt(Math.max(0, rate * rate + 2 * slope * count))
  return count === 0 ? 0 : (2 * count) / (rate + root)
}

/** The value of the stages at this time; undefined after the last one. */
export function valueAt(elapsedMs: number, start: number, stages: readonly Stage[]): number | undefined {
  let [fromMs, from] = [0, start]
  for (const { durationMs, target } of stages) {
    if (elapsedMs < fromMs + durationMs) return from + ((target - from) * (elapsedMs - fromMs)) / durationMs
    fromMs += durationMs
    from = target
  }
  return undefined
}

export const totalMs = (stages: readonly Stage[]): number => stages.reduce((sum, stage) => sum + stage.durationMs, 0)
