import { goodputOf, isGood } from './sent.ts'
import { Traffic, type TrafficOptions } from './traffic.ts'

export interface Peak {
  /** Offered, in requests per second. */
  readonly offered: number
  /** Answered within their objective, per second. */
  readonly good: number
}

const firstPerSecond = 100
const growth = 1.3
/** Warm is a server that answers so many in time, or that has been asked for so many steps. */
const warm = { from: 0.95, steps: 10 }
/** After this many steps in a row with less good than this, none is better. */
const hopeless = { below: 0.6, steps: 2 }

/**
 * Offers more and more to a warm server, and returns the step in which the most requests per second were answered in
 * time.
 */
export async function findPeak(
  options: Omit<TrafficOptions, 'perSecond'>,
  stepSeconds: number,
  announce: (step: Peak) => void = () => {},
): Promise<Peak> {
  let best: Peak = { offered: 0, good: 0 }
  let bad = 0
  for (let perSecond = firstPerSecond; ; perSecond *= growth) {
    const sent = await offer({ ...options, perSecond }, stepSeconds)
    const step = { offered: sent.length / stepSeconds, good: sent.filter(isGood).length / stepSeconds }
    announce(step)
    if (step.good > best.good) best = step
    bad = goodputOf(sent) < hopeless.below ? bad + 1 : 0
    if (bad === hopeless.steps) return best
  }
}

/** Sends the mix until the server, which compiles its code while it answers the first requests, is warm. */
export async function warmUp(options: Omit<TrafficOptions, 'perSecond'>, stepSeconds: number): Promise<void> {
  for (let step = 0; step < warm.steps; step++)
    if (goodputOf(await offer({ ...options, perSecond: firstPerSecond }, stepSeconds)) >= warm.from) return
}

/** Sends the mix for some seconds, and returns all requests when the last one has ended. */
export async function offer(options: TrafficOptions, seconds: number) {
  const traffic = new Traffic(options)
  await new Promise((resolve) => setTimeout(resolve, seconds * 1_000))
  await traffic.stop()
  return traffic.sent
}
