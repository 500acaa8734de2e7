import { outcomeOf, type Sent } from '../src/mix/sent.ts'

const stepMs = 500
/** This many steps in a row are well. */
const wellSteps = 4
const wellShare = 0.95

/**
 * The seconds from `fromMs` until clients see no more of a fault: the beginning of the first two seconds in which, in
 * every half second, 95 % of the requests are answered in time and without a part missing. Undefined if that has not
 * come yet.
 */
export function recoveryOf(sent: readonly Sent[], fromMs: number, nowMs: number): number | undefined {
  const steps = Math.floor((nowMs - fromMs) / stepMs)
  const wells = Array.from({ length: steps }, (_, step) => isWell(sent, fromMs + step * stepMs))
  for (let first = 0; first + wellSteps <= steps; first++)
    if (wells.slice(first, first + wellSteps).every(Boolean)) return (first * stepMs) / 1_000
  return undefined
}

function isWell(sent: readonly Sent[], fromMs: number): boolean {
  const step = sent.filter(({ atMs }) => atMs >= fromMs && atMs < fromMs + stepMs)
  return step.filter((one) => outcomeOf(one) === 'ok').length >= wellShare * step.length - 1
}
