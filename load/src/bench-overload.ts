/**
 * What is left of the service under three times the load that it can answer, and what a noisy tenant does to others.
 * The mix is sent in an open loop from this process; the stack runs in processes of its own.
 *
 *   pnpm bench:overload [--seconds 60] [--step 5] [--times 3] [--rounds 3] [--peak 800]
 *
 * It is offered twice: once with three times as many requests of each kind, of which the critical ones alone are more
 * than can be answered, and once with as many critical ones as at the peak, so that the others make the overload.
 *
 * `--peak` is taken for the peak instead of a measured one, so that two versions are offered the same load.
 */
import { parseArgs } from 'node:util'
import { type Priority, priorities } from '@inkling/contracts'
import { becomesSteady } from './mix/becomes-steady.ts'
import { findPeak, offer, type Peak, warmUp } from './mix/find-peak.ts'
import { goFirst } from './mix/go-first.ts'
import { criticalWeights, kinds, surgeOf, usualWeights } from './mix/kinds.ts'
import { populate } from './mix/population.ts'
import { goodputOf, isGood, type Sent, seenBy } from './mix/sent.ts'
import { Traffic, type TrafficOptions } from './mix/traffic.ts'
import { percentile } from './search/timed.ts'
import { printHead, printRow } from './table.ts'
import { withStack } from './with-stack.ts'

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    step: { type: 'string', default: '5' },
    times: { type: 'string', default: '3' },
    rounds: { type: 'string', default: '3' },
    peak: { type: 'string' },
  },
})
const [seconds, stepSeconds, times, rounds] = [values.seconds, values.step, values.times, values.rounds].map(
  Number,
) as [number, number, number, number]
const tenantNames = Array.from({ length: 8 }, (_, n) => `tenant-${n}`)
/** Nobody waits longer for a prediction that shall be prefetched. */
const patienceMs = 5_000
/** The clients keep their connections, as pools and browsers do. */
const connections = 256
const noisySeconds = 10
/** Of the peak, in the quiet rounds and after the overload. */
const calmShare = 0.3
const longestRecoverySeconds = 60

const percent = (share: number) => `${(100 * share).toFixed(1)} %`
const median = (numbers: readonly number[]) => percentile(numbers, 0.5)
const p99 = (sent: readonly Sent[]) =>
  percentile(
    sent.flatMap(({ tookMs }) => tookMs ?? []),
    0.99,
  )

await withStack(async (stack) => {
  const tenants = await populate(stack, tenantNames)
  goFirst(stack)
  const at = { url: stack.url, tenants, patienceMs, connections }
  await warmUp(at, stepSeconds)
  const peak = values.peak
    ? { offered: Number(values.peak), good: Number(values.peak) }
    : await measurePeak(at, 'requests')
  const critical = await measurePeak({ ...at, weights: criticalWeights }, 'critical requests alone')
  for (const weights of [usualWeights, surgeOf(times)]) await measureOverload({ ...at, weights }, peak, critical)
  await measureNoisyTenant(at, peak)
})

type At = Omit<TrafficOptions, 'perSecond' | 'seed'>

async function measurePeak(at: At, what: string): Promise<Peak> {
  printHead(['offered/s', 'answered in time/s'])
  const peak = await findPeak(at, stepSeconds, ({ offered, good }) => printRow([offered.toFixed(0), good.toFixed(0)]))
  console.log(`\nPeak: ${peak.good.toFixed(0)} ${what} per second are answered in time.\n`)
  return peak
}

async function measureOverload(at: At, peak: Peak, critical: Peak): Promise<void> {
  const traffic = new Traffic({ ...at, perSecond: times * peak.good })
  await new Promise((resolve) => setTimeout(resolve, seconds * 1_000))
  traffic.perSecond = calmShare * peak.good
  traffic.weights = usualWeights
  const endedMs = performance.now()
  const recovery = await becomesSteady(traffic, endedMs, longestRecoverySeconds)
  await traffic.stop()
  const sent = traffic.sent.filter(({ atMs }) => atMs < endedMs)
  printOutcome(sent, peak, critical)
  console.log(`Recovery: ${recovery === undefined ? 'not seen' : `${recovery.toFixed(1)} s`} after the load ended.`)
  console.log(`The generator was at most ${traffic.worstLagMs.toFixed(0)} ms late.\n`)
}

function printOutcome(sent: readonly Sent[], peak: Peak, critical: Peak): void {
  const ofPriority = (priority: Priority) => sent.filter(({ kind }) => kinds[kind].priority === priority)
  const perSecond = (those: readonly Sent[]) => those.filter(isGood).length / seconds
  printHead(['class', 'goodput', 'what clients saw'])
  for (const priority of priorities) {
    const those = ofPriority(priority)
    printRow([priority, percent(goodputOf(those)), seenBy(those)])
  }
  const offered = ofPriority('critical').length / seconds
  const possible = Math.min(offered, critical.good)
  console.log(
    `\nOffered ${(sent.length / seconds).toFixed(0)}/s for ${seconds} s, ${offered.toFixed(0)} of them critical.`,
  )
  console.log(`In time: ${percent(perSecond(sent) / peak.good)} of the peak;`)
  console.log(`${percent(perSecond(ofPriority('critical')) / possible)} of the critical ones that could be answered.`)
}

async function measureNoisyTenant({ tenants, ...at }: At, peak: Peak): Promise<void> {
  const [noisy, ...others] = tenants
  const perSecond = calmShare * peak.good
  const noise = { ...at, tenants: noisy ? [noisy] : [], perSecond: (10 * perSecond) / others.length, seed: 7 }
  const measured: { quiet: number; loud: number }[] = []
  for (let round = 0; round < rounds; round++) {
    const quiet = p99(await offer({ ...at, tenants: others, perSecond }, noisySeconds))
    const [loud] = await Promise.all([
      offer({ ...at, tenants: others, perSecond }, noisySeconds),
      offer(noise, noisySeconds),
    ])
    measured.push({ quiet, loud: p99(loud) })
  }
  printHead(['p99 of the other tenants', 'ms, median of rounds'])
  printRow(['alone', median(measured.map(({ quiet }) => quiet)).toFixed(0)])
  printRow(['beside one tenant at 10 times its share', median(measured.map(({ loud }) => loud)).toFixed(0)])
  printRow(['ratio', median(measured.map(({ quiet, loud }) => loud / quiet)).toFixed(2)])
}
