import { describePolicies } from './policies.ts'
import type { PolicyDescription } from './policy.ts'
import type { Sensor } from './pressure.ts'

/** All lanes of a dependency in use are a reason to leave parts out; calls that wait for one are a reason to refuse. */
const allLanes = 0.84

/** How far the calls of the process fill the lanes of its dependencies and the queues before them. */
export const policySensor = (describe: () => readonly PolicyDescription[] = describePolicies): Sensor => ({
  name: 'calls',
  read: () => Math.max(0, ...describe().map(fillOf)),
})

function fillOf({ inFlight, limit, queued, settings }: PolicyDescription): number {
  if (queued === 0) return allLanes * Math.min(1, inFlight / limit)
  return allLanes + (1 - allLanes) * (queued / settings.queued)
}
