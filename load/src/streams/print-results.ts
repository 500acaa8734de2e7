import { percentile } from '../search/timed.ts'
import { printHead, printRow } from '../table.ts'
import type { Measured } from './measured.ts'
import type { Sent } from './send-events.ts'
import type { FleetReport } from './start-fleet.ts'

export interface Results {
  readonly connections: number
  readonly perSecond: number
  readonly eventsPerSecond: number
  readonly holdSeconds: number
  readonly connected: Measured<FleetReport>
  readonly connectMs: readonly number[]
  /** Of the gateway's garbage collector meanwhile. */
  readonly pauses: string
  /** Of the gateway, per stream: after all have connected, and when all events were sent. */
  readonly openKb: number
  readonly heldKb: number
  readonly held: FleetReport
  /** Without, and with a reader of one byte a second. */
  readonly quiet: readonly Measured<Sent>[]
  readonly slow: readonly Measured<Sent>[]
  readonly resumed: FleetReport
  readonly returnMs: readonly number[]
}

const ms = (millis: readonly number[], ...shares: number[]) =>
  shares.map((share) => `${percentile(millis, share).toFixed(0)} ms`).join(', ')
const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0)
const latenciesOf = (parts: readonly Measured<Sent>[]) => parts.flatMap(({ result }) => result.latencies)
const cores = (parts: readonly Measured<unknown>[]) =>
  [sum(parts.map((part) => part.gateway)), sum(parts.map((part) => part.clients))]
    .map((total) => (total / parts.length).toFixed(2))
    .join(', ')

/** Prints what was measured as a Markdown table. */
export function printResults({ connections, connected, connectMs, quiet, slow, held, resumed, ...of }: Results): void {
  const all = [...quiet, ...slow].map(({ result }) => result)
  const toAll = latenciesOf(quiet)
  printHead(['measure', 'result'])
  printRow(['streams open', `${connected.result.subscribed} of ${connections}`])
  printRow([`connect at ${of.perSecond}/s, p50, p95, p99`, ms(connectMs, 0.5, 0.95, 0.99)])
  printRow(['meanwhile, cores used by the gateway, by the clients', cores([connected])])
  printRow(['processor time of the gateway per connect', `${(connected.gatewayMicros / connections).toFixed(0)} µs`])
  printRow(['meanwhile, pauses of its garbage collector', of.pauses])
  printRow(['gateway memory per stream', `${of.openKb.toFixed(1)} kB`])
  printRow(['the same at the end', `${of.heldKb.toFixed(1)} kB`])
  printRow([`streams open after ${of.holdSeconds} s`, `${held.subscribed} of ${connections}`])
  printRow(['one event to all, p50, p95, p99', ms(toAll, 0.5, 0.95, 0.99)])
  printRow([
    'of that, from the first client to the last, p50, p99',
    ms(
      quiet.flatMap(({ result }) => result.spreads),
      0.5,
      0.99,
    ),
  ])
  printRow(['clients that lacked the newest state after a quarter', sum(all.map(({ behind }) => behind))])
  printRow(['events to all that came to a client with a later one', sum(all.map(({ coalesced }) => coalesced))])
  printRow(['events that were refused', sum(all.map(({ refused }) => refused))])
  printRow([`cores used by the gateway, by the clients at ${of.eventsPerSecond} events/s`, cores(quiet.slice(1))])
  printRow(['one event to all with a reader of 1 byte/s, p50, p95, p99', ms(latenciesOf(slow), 0.5, 0.95, 0.99)])
  printRow(['resumed after a restart', `${resumed.subscribed} of ${connections}, ${resumed.gaps} gaps`])
  printRow(['the last after', `${((resumed.subscribedAtMs - resumed.closedAtMs) / 1_000).toFixed(1)} s`])
  printRow(['connect after the restart, p50, p95, p99', ms(of.returnMs, 0.5, 0.95, 0.99)])
  console.log(JSON.stringify({ connecting: connected.result.failures, returning: resumed.failures }))
}
