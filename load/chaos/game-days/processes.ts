import { kindNames } from '../../src/mix/kinds.ts'
import type { Begun, GameDay } from '../game-day.ts'
import type { Stage } from '../stage.ts'

const allAtLeast = (least: number) => Object.fromEntries(kindNames.map((kind) => [kind, least]))

/** Sets the clock of these services an hour ahead, and right again at the end. */
function setClocks({ stack }: Stage, services: readonly (keyof Stage['stack']['services'])[]): Begun {
  const signal = () => {
    for (const name of services) process.kill(stack.services[name].pid ?? 0, 'SIGWINCH')
  }
  signal()
  return { end: signal }
}

/** What happens to a process itself, to its clock and to its network. */
export const processDays: readonly GameDay[] = [
  {
    name: 'gateway-killed',
    fault: 'The process of the gateway is killed (SIGKILL) and started again by its supervisor',
    seconds: 8,
    isInstant: true,
    async begin({ stack: { services } }) {
      services.gateway.kill('SIGKILL')
      return { end() {} }
    },
    holds: { goodput: allAtLeast(0.25), recoverySeconds: 6, mayFail: true },
    signs: { log: { service: 'gateway', text: 'listening' } },
  },
  {
    name: 'event-loop-blocked',
    fault: 'The event loop of prediction stands still for 300 ms of every second',
    async begin({ faults }) {
      const { id } = await faults.set({ kind: 'block', service: 'prediction', blockMs: 300, durationMs: 60_000 })
      return { end: () => faults.clear(id) }
    },
    holds: {
      goodput: { events: 0.9, predictions: 0.9, suggestions: 0.85, searches: 0.9, runs: 0.95, learning: 0.95 },
      recoverySeconds: 5,
    },
    signs: {
      metric: { service: 'prediction', name: 'nodejs_eventloop_lag_max_seconds' },
      log: { service: 'prediction', text: 'injected fault begins' },
    },
  },
  {
    name: 'errors-of-a-share',
    fault: 'One call in ten from the gateway to prediction fails (fault injection)',
    async begin({ faults }) {
      const fault = { dependency: 'prediction', kind: 'error', share: 0.1, service: 'gateway' } as const
      const { id } = await faults.set({ ...fault, durationMs: 60_000 })
      return { end: () => faults.clear(id) }
    },
    // Predictions are retried within the budget of a tenth; events are not, because they are not idempotent.
    holds: {
      goodput: { events: 0.75, predictions: 0.95, suggestions: 0.95, searches: 0.95, runs: 0.95, learning: 0.95 },
      recoverySeconds: 5,
    },
    signs: { metric: { service: 'gateway', name: 'inkling_retries_total', labels: 'policy="prediction"' } },
  },
  {
    name: 'clock-jump',
    fault: 'The wall clock of all services jumps an hour ahead, and back again',
    begin: async (stage) =>
      setClocks(stage, ['gateway', 'prediction', 'suggestion', 'search', 'maintenance', 'worker']),
    holds: { goodput: allAtLeast(0.9), recoverySeconds: 5 },
  },
  {
    name: 'clock-jump-of-one',
    fault: 'The wall clock of prediction alone jumps an hour ahead, and back again',
    begin: async (stage) => setClocks(stage, ['prediction']),
    holds: {
      goodput: { suggestions: 0.9, searches: 0.9, runs: 0.95, learning: 0.95 },
      // An open circuit is tried every 5 s at least, and closes after three trials.
      recoverySeconds: 7,
      quickRefusals: 0.9,
    },
    signs: { log: { service: 'gateway', text: 'the clocks of both' } },
  },
  {
    name: 'network-latency',
    fault: 'Answers between services come 100 ms later, give or take 50 ms',
    async begin({ links: { prediction, suggestion, search, maintenance } }) {
      const slow = [prediction, suggestion, search, maintenance]
      for (const link of slow) link.delay(100, 50)
      return { end: () => Promise.all(slow.map((link) => link.mend())) }
    },
    holds: {
      goodput: { events: 0.95, predictions: 0.95, suggestions: 0.9, searches: 0.85, runs: 0.95, learning: 0.95 },
      recoverySeconds: 5,
    },
  },
  {
    name: 'idle',
    fault: 'No client sends anything for longer than every keep-alive and idle timeout',
    seconds: 75,
    async begin({ traffic }) {
      traffic.isPaused = true
      let endedMs = 0
      const firstSeconds = () => traffic.sent.filter(({ atMs }) => atMs >= endedMs && atMs < endedMs + 3_000)
      return {
        end() {
          endedMs = performance.now()
          traffic.isPaused = false
        },
        async verify() {
          const bad = firstSeconds().filter(({ status }) => status === 0 || status >= 400)
          const what = 'each request of the first three seconds afterwards is answered'
          return [{ what, holds: bad.length === 0, seen: `${bad.length} of ${firstSeconds().length} were not` }]
        },
      }
    },
    holds: { goodput: {}, recoverySeconds: 3 },
  },
]
