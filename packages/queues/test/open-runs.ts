import type { DispatchedRuns, InFlightRun, Paused, TenantShare, WaitingRun } from '../src/dispatch/dispatched-runs.ts'

interface Recorded {
  readonly waiting?: readonly WaitingRun[]
  readonly paused?: Partial<Paused>
  /** Whether the runs end before they are changed. */
  readonly hasEnded?: boolean
  readonly shares?: ReadonlyMap<string, TenantShare>
}

/** Recorded runs as the dispatcher sees them, which note the steps that it takes. */
export function openRuns(
  inFlight: readonly InFlightRun[],
  { waiting = [], paused = {}, hasEnded = false, shares = new Map() }: Recorded = {},
) {
  const steps: unknown[][] = []
  const runs: DispatchedRuns = {
    release: async () => {},
    waiting: async () => waiting,
    inFlight: async () => inFlight,
    paused: async () => ({ kinds: new Set(), tenants: new Set(), ...paused }),
    markHanded: async (handed) => void steps.push(['handed', ...handed.map(({ id }) => id)]),
    requeue: async ({ id }) => steps.push(['requeue', id]) > 0 && !hasEnded,
    fail: async ({ id }, error) => steps.push(['fail', id, error]) > 0 && !hasEnded,
    onRecovered: ({ id }, outcome) => void steps.push(['told', id, outcome]),
    shares: async () => shares,
  }
  return { runs, steps }
}
