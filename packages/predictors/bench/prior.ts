/**
 * The value of a prior over tenants to a new one: each folder in turn (with a train.csv.gz as for evaluate.ts) is a
 * tenant that has imported its history and learned nothing yet, the others are those that the prior is estimated from.
 * And how much weights differ between them: with p(1 − p) as the most that one case varies, the bound on n₀ that
 * `shrink` rests on.
 *
 *   node bench/prior.ts FOLDER FOLDER … (at least six)
 */
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { NextItemModel, type Prior, PriorEstimate, type UsageEvent } from '../src/index.ts'

const [history, taught, tested] = [20_000, 5_000, [100, 400, 1_500]] as const
/** As of a prior. */
const leastCases = 500
const measures = ['hits', 'mrr', 'loss'] as const
type Part = Record<(typeof measures)[number], number>
const emptyMeans = (): Part[] => tested.map(() => ({ hits: 0, mrr: 0, loss: 0 }))
const weightsIn = (experts: Record<string, { weight: number }>) => Object.values(experts).map(({ weight }) => weight)

const tenants = process.argv.slice(2).map((folder) => ({ name: basename(folder), events: read(folder) }))
const learned = tenants.map(({ events }) => {
  const model = imported(events)
  for (const event of events.slice(history, history + taught)) model.observe(event)
  return model.learned.blend
})

for (const kind of ['seen', 'fresh'] as const) {
  const weights = learned.flatMap((blend) => (blend[kind].updates < leastCases ? [] : [weightsIn(blend[kind].experts)]))
  let [between, within] = [0, 0]
  for (let i = 0; i < (weights[0]?.length ?? 0); i++) {
    const mean = weights.reduce((sum, own) => sum + (own[i] ?? 0), 0) / weights.length
    between += weights.reduce((sum, own) => sum + ((own[i] ?? 0) - mean) ** 2, 0) / (weights.length - 1)
    within += mean * (1 - mean)
  }
  console.log(`${kind}: n₀ at most ${(within / between).toFixed(0)} (${weights.length} tenants)`)
}

const means = { without: emptyMeans(), prior: emptyMeans() }
for (const [own, { name, events }] of tenants.entries()) {
  const estimate = new PriorEstimate()
  for (const [other, blend] of learned.entries()) if (other !== own) estimate.add(blend)
  for (const [title, prior] of [['without', undefined] as const, ['prior', estimate.prior] as const]) {
    const parts = play(events, prior)
    for (const [i, part] of parts.entries())
      for (const measure of measures) means[title][i]![measure] += part[measure] / tenants.length
    report(name, title, parts)
  }
}
for (const title of ['without', 'prior'] as const) report('mean', title, means[title])

function report(name: string, title: string, parts: readonly Part[]): void {
  const columns = parts.map(({ hits, mrr, loss }) => `${percent(hits)} / ${percent(mrr)} / ${loss.toFixed(3)}`)
  console.log(`${name.padEnd(24)} ${title.padEnd(8)} ${columns.join('   ')}`)
}

/** HR@20, MRR@20 and log-loss of the first cases, of the next, and so on. */
function play(events: readonly UsageEvent[], prior: Prior | undefined): Part[] {
  const model = imported(events)
  if (prior) model.shrinkTowards(prior)
  const live = events.slice(history).values()
  return tested.map((cases) => {
    const sums = { mrr: 0, hits: 0, loss: 0 }
    let n = 0
    for (let event = live.next(); !event.done; event = n < cases ? live.next() : { done: true, value: undefined }) {
      const blend = model.observe(event.value).find((outcome) => outcome.model === 'blend')
      if (!blend) continue
      n++
      sums.hits += blend.rank > 0 ? 1 : 0
      sums.mrr += blend.rank > 0 ? 1 / blend.rank : 0
      sums.loss -= Math.log(Math.max(blend.probability, 1e-9))
    }
    return { mrr: sums.mrr / n, hits: sums.hits / n, loss: sums.loss / n }
  })
}

function imported(events: readonly UsageEvent[]): NextItemModel {
  const model = new NextItemModel()
  for (const event of events.slice(0, history)) model.apply(event)
  return model
}

/** In the order in which it happened. */
function read(folder: string): UsageEvent[] {
  const lines = gunzipSync(readFileSync(`${folder}/train.csv.gz`))
    .toString('utf8')
    .trimEnd()
    .split('\n')
    .slice(1)
  const events = lines.map((line) => {
    const [sessionId = '', userId = '', itemId = '', timestamp = ''] = line.split(',')
    return { sessionId, userId, itemId, atMs: Number(timestamp) * 1000 }
  })
  return events.sort((a, b) => a.atMs - b.atMs).slice(0, 30_000)
}

function percent(share: number): string {
  return (100 * share).toFixed(1)
}
