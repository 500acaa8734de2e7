import { injectedFaults } from '@inkling/resilience'
import type { FaultInForce } from './process-fault.ts'

/** Puts the faults of this service in force, and ends those that are in force and no longer listed. */
export function makeFaults(service: string, listed: readonly FaultInForce[], faults = injectedFaults): void {
  const ours = of(service, listed)
  for (const id of [...faults.active.keys()]) if (!ours.some((fault) => fault.id === id)) faults.end(id)
  for (const fault of ours) {
    const durationMs = fault.endsAtMs - Date.now()
    if (durationMs >= 1 && fault.kind !== 'block') faults.set(fault.id, { ...fault, durationMs })
  }
}

/** How long the event loop of this service shall stand still in each second. */
export const blockMsOf = (service: string, listed: readonly FaultInForce[]): number =>
  of(service, listed).reduce((most, fault) => (fault.kind === 'block' ? Math.max(most, fault.blockMs) : most), 0)

const of = (service: string, listed: readonly FaultInForce[]) =>
  listed.filter((fault) => fault.service === undefined || fault.service === service)

/** Nothing else runs in this process for that long: no timer, no request. */
export function blockEventLoop(milliseconds: number): void {
  const endMs = performance.now() + milliseconds
  while (performance.now() < endMs);
}
