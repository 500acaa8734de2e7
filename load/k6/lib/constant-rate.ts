import type { Scenario } from 'k6/options'
import { minutes, scaled, seconds } from './environment.ts'

/** So many requests per second, for so many minutes unless MINUTES says otherwise. */
export function constantRate(perSecond: number, usualMinutes: number): Scenario {
  const rate = scaled(perSecond)
  return {
    executor: 'constant-arrival-rate',
    rate,
    duration: seconds(60 * minutes(usualMinutes)),
    preAllocatedVUs: rate,
    maxVUs: 20 * rate,
  }
}
