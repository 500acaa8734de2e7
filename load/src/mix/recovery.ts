import { kindNames } from './kinds.ts'
import { outcomeOf, type Sent } from './sent.ts'

const stepMs = 500
/** This many steps in a row are well. */
const wellSteps = 4
const wellShare = 0.95
/** Of a kind of call that is seldom sent, so many requests are looked at, however long that takes. */
const leastOfKind = 3

/**
 * The seconds from `fromMs` until clients see no more of a fault: the beginning of the first two seconds in which, in
 * every half second and for every kind of call, 95 % of the requests (or all but one) are answered in time and without
 * a part missing. Of a kind that is seldom sent, the first three requests from then on count. Undefined if that has not
 * come by `nowMs`.
 */
export function recoveryOf(sent: readonly Sent[], fromMs: number, nowMs: number): number | undefined {
  const steps = Math.max(0, Math.floor((nowMs - fromMs) / stepMs))
  const byStep = Array.from({ length: steps }, (): Sent[] => [])
  for (const one of sent) byStep[Math.floor((one.atMs - fromMs) / stepMs)]?.push(one)
  for (let first = 0; first + wellSteps <= steps; first++) {
    const those = byStep.slice(first, first + wellSteps)
    if (those.every(isWell) && isWellForEach(byStep.slice(first).flat(), those.flat())) return (first * stepMs) / 1_000
  }
  return undefined
}

/** Of few requests, one may be bad. */
const isWell = (sent: readonly Sent[]): boolean =>
  sent.filter((one) => outcomeOf(one) === 'ok').length >= Math.min(wellShare * sent.length, sent.length - 1)

/** @param since all requests since the beginning of those two seconds */
const isWellForEach = (since: readonly Sent[], ofTwoSeconds: readonly Sent[]): boolean =>
  kindNames.every((kind) => {
    const known = since.filter((one) => one.kind === kind)
    const looked = known.slice(0, Math.max(leastOfKind, ofTwoSeconds.filter((one) => one.kind === kind).length))
    return looked.length >= leastOfKind && isWell(looked)
  })
