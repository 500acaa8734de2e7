/**
 * How often the shadow league promotes a challenger that is no better, and how soon it promotes a better one and rolls
 * a worse one back. Rewards are reciprocal ranks, of which most are 0.
 *
 *   node bench/league.ts [--challengers 1000] [--events 5000]
 */
import { parseArgs } from 'node:util'
import { ShadowLeague, seededRandom } from '../src/index.ts'

const { values } = parseArgs({
  options: { challengers: { type: 'string', default: '1000' }, events: { type: 'string', default: '5000' } },
})
const [challengers, events] = [Number(values.challengers), Number(values.events)]

/** Mean reciprocal rank of the incumbent. */
const incumbent = 0.3

type Random = () => number
/** A reciprocal rank among twenty, whose mean is `mean`: a hit at a rank that is geometric with ratio 1/2, or none. */
const meanOfHit = Math.log(2)
function reciprocalRank(random: Random, mean: number): number {
  if (random() >= mean / meanOfHit) return 0
  return 1 / (1 + Math.min(19, Math.floor(-Math.log2(1 - random()))))
}

/** Rewards of two models on the same event: they find the same item in `alike` of the events, if they are as good. */
function pair(random: Random, served: number, other: number, alike: number): [number, number] {
  const same = random() < alike
  if (!same) return [reciprocalRank(random, served), reciprocalRank(random, other)]
  const shared = reciprocalRank(random, Math.max(served, other))
  const [kept, lost] = [shared, random() < Math.min(served, other) / Math.max(served, other) ? shared : 0]
  return served >= other ? [kept, lost] : [lost, kept]
}

function eventsUntil(seed: number, alike: number, lead: number, isPlanted: boolean): number | undefined {
  const [random, league] = [seededRandom(seed), new ShadowLeague()]
  league.enter('challenger')
  if (isPlanted) league.promote('challenger')
  for (let n = 1; n <= events; n++) {
    const mean = incumbent + lead
    const [served, other] = isPlanted ? pair(random, mean, incumbent, alike) : pair(random, incumbent, mean, alike)
    const ruling = league.add(served, isPlanted ? { '': other } : { challenger: other })
    if (ruling) return n
  }
  return undefined
}

function report(title: string, alike: number, lead: number, isPlanted: boolean): void {
  const found = Array.from({ length: challengers }, (_, n) => eventsUntil(n + 1, alike, lead, isPlanted))
  const decided = found.filter((n) => n !== undefined).sort((a, b) => a - b)
  const percentile = (share: number) => decided[Math.floor(share * decided.length)] ?? '–'
  const within = decided.filter((n) => n <= 1_000).length / challengers
  const share = (value: number) => `${(100 * value).toFixed(1)} %`
  const times = `after ${percentile(0.5)} events (p50), ${percentile(0.95)} (p95)`
  console.log(`${title}: ${share(decided.length / challengers)} ${times}; ${share(within)} within 1,000`)
}

for (const alike of [0, 0.8]) {
  console.log(`\nboth models find the same item in ${100 * alike} % of the events`)
  report('equal challengers promoted', alike, 0, false)
  for (const lead of [0.03, 0.1]) report(`challengers better by ${lead} promoted`, alike, lead, false)
  for (const lead of [-0.05, -0.1, -0.2]) report(`planted, worse by ${-lead}, rolled back`, alike, lead, true)
}
