/**
 * What robots cost predictions, and how much of that is recovered when they are kept out of learning. Sessions of four
 * kinds of robots are mixed into the training, 5 % of all sessions: one that opens pages at fixed times, one that
 * crawls the catalogue, one that stays nowhere, and one that goes round in circles. The test has people alone.
 *
 *   pnpm bench:robots [--folder DATA --sets a,b] [--events 200000] [--share 0.05] [--seeds 3] [--tune 10]
 *
 * Without a folder, people are synthetic. A set is a folder with `train.csv.gz` and `test.csv.gz` (session_id, user_id,
 * item_id, timestamp); the newest events of the training are used.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { gunzipSync } from 'node:zlib'
import { seededRandom } from '@inkling/learning'
import { EventLog, evaluateNextItem, findRobots, type UsageEvent } from '@inkling/predictors'
import { syntheticEvents } from './synthetic-events.ts'
import { printHead, printRow } from './table.ts'

const { values } = parseArgs({
  options: {
    folder: { type: 'string' },
    sets: { type: 'string', default: 'rsc15-100k' },
    events: { type: 'string', default: '200000' },
    cases: { type: 'string', default: '5000' },
    share: { type: 'string', default: '0.05' },
    seeds: { type: 'string', default: '3' },
    tune: { type: 'string', default: '10' },
  },
})
const [mostEvents, mostCases, share] = [Number(values.events), Number(values.cases), Number(values.share)]

interface Set {
  readonly name: string
  readonly train: readonly UsageEvent[]
  readonly test: readonly UsageEvent[]
}

function readEvents(folder: string, set: string, file: string): UsageEvent[] {
  const [, ...lines] = gunzipSync(readFileSync(join(folder, set, file)))
    .toString()
    .trim()
    .split('\n')
  return lines
    .map((line): UsageEvent => {
      const [sessionId = '', userId = '', itemId = '', seconds] = line.split(',')
      return { sessionId, ...(userId !== '' && { userId }), itemId, atMs: Number(seconds) * 1_000 }
    })
    .sort((a, b) => a.atMs - b.atMs)
}

/** People who stay on each page for very different times. */
function syntheticSet(): Set {
  const random = seededRandom(5)
  const at = new Map<string, number>()
  const all = [...syntheticEvents({ events: Math.ceil(mostEvents * 1.1), items: 2_000 })].map(
    ({ sessionId, itemId, occurredAt }): UsageEvent => {
      const atMs = (at.get(sessionId) ?? Date.parse(occurredAt)) + pauseOf(random)
      at.set(sessionId, atMs)
      return { sessionId, itemId, atMs }
    },
  )
  return { name: 'synthetic', train: all.slice(0, mostEvents), test: all.slice(mostEvents) }
}

const setOf =
  (folder: string) =>
  (name: string): Set => ({
    name,
    train: readEvents(folder, name, 'train.csv.gz').slice(-mostEvents),
    test: readEvents(folder, name, 'test.csv.gz'),
  })

/** Log-normal, with a median of 20 s (Claypool et al., Implicit Interest Indicators, 2001, find such dwell times). */
const pauseOf = (random: () => number, medianMs = 20_000) => medianMs * Math.exp(normal(random))
const normal = (random: () => number) => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())

interface Robot {
  readonly kind: string
  readonly events: number
  readonly itemAt: (n: number) => string
  readonly pauseMs: () => number
}

/** One of each kind in turn. Items of all but the crawler are as popular as people make them. */
function robotOf(n: number, random: () => number, popular: () => string, catalogue: readonly string[]): Robot {
  const length = (least: number, most: number) => least + Math.floor(random() * (most - least))
  const everyMs = length(2_000, 30_000)
  const first = Math.floor(random() * catalogue.length)
  const ring = Array.from({ length: length(3, 8) }, popular)
  const robots: Robot[] = [
    { kind: 'fixed times', events: length(20, 60), itemAt: popular, pauseMs: () => everyMs * (0.97 + 0.06 * random()) },
    {
      kind: 'crawler',
      events: length(100, 300),
      itemAt: (step) => catalogue[(first + step) % catalogue.length] ?? '',
      pauseMs: () => pauseOf(random),
    },
    { kind: 'no stay', events: length(20, 60), itemAt: popular, pauseMs: () => 20 + 300 * random() },
    {
      kind: 'circles',
      events: length(25, 60),
      itemAt: (step) => ring[step % ring.length] ?? '',
      pauseMs: () => pauseOf(random),
    },
  ]
  return robots[n % robots.length] as Robot
}

/** The training with robots, whose sessions are named `robot KIND N`. */
function withRobots(train: readonly UsageEvent[], seed: number): UsageEvent[] {
  const random = seededRandom(seed)
  const people = new Set(train.map(({ sessionId }) => sessionId)).size
  const robots = Math.round((people * share) / (1 - share))
  const popular = () => train[Math.floor(random() * train.length)]?.itemId ?? ''
  const catalogue = [...new Set(train.map(({ itemId }) => itemId))]
  const [firstMs, lastMs] = [train[0]?.atMs ?? 0, train.at(-1)?.atMs ?? 0]
  const added: UsageEvent[] = []
  for (let n = 0; n < robots; n++) {
    const { kind, events, itemAt, pauseMs } = robotOf(n, random, popular, catalogue)
    let atMs = firstMs + random() * (lastMs - firstMs)
    for (let step = 0; step < events; step++) {
      added.push({ sessionId: `robot ${kind} ${n}`, itemId: itemAt(step), atMs })
      atMs += pauseMs()
    }
  }
  return [...train, ...added].sort((a, b) => a.atMs - b.atMs)
}

/** The names of the sessions that are taken for robots, by the code that trains. */
function robotsIn(events: readonly UsageEvent[]): ReadonlySet<string> {
  const log = new EventLog()
  for (const event of events) log.append(event)
  return new Set(findRobots(log).map(({ session }) => log.sessions.names.nameOf(session)))
}

/** Time of the processor, so that tuning does as much beside other work as alone. */
const processorMs = () => process.cpuUsage().user / 1_000

function mrrOf({ test }: Set, train: readonly UsageEvent[]): number {
  const clock = () => performance.now()
  const work = evaluateNextItem({
    ...{ train, test, mostCases, isFrozen: true },
    ...{ tuneBudgetMs: Number(values.tune) * 1_000, tuneClock: processorMs, clock },
  })
  let step = work.next()
  while (!step.done) step = work.next()
  return step.value.mrrAt20
}

const percent = (part: number, whole: number) => (whole === 0 ? '–' : `${((100 * part) / whole).toFixed(1)} %`)
const isRobot = (session: string) => session.startsWith('robot ')
const kinds = ['fixed times', 'crawler', 'no stay', 'circles']

printHead([
  ...['set', 'seed', 'robots', 'found', ...kinds, 'precision', 'people taken for robots'],
  ...['MRR@20 people', 'with robots', 'robots kept out', 'recovered'],
])
const sets = values.folder === undefined ? [syntheticSet()] : values.sets.split(',').map(setOf(values.folder))
for (const set of sets) {
  const people = new Set(set.train.map(({ sessionId }) => sessionId ?? ''))
  const clean = mrrOf(set, set.train)
  for (let seed = 1; seed <= Number(values.seeds); seed++) {
    const train = withRobots(set.train, seed)
    const robots = [...new Set(train.map(({ sessionId }) => sessionId ?? ''))].filter(isRobot)
    const marked = robotsIn(train)
    const right = robots.filter((name) => marked.has(name))
    const byKind = kinds.map((kind) => {
      const of = (names: readonly string[]) => names.filter((name) => name.startsWith(`robot ${kind} `)).length
      return percent(of(right), of(robots))
    })
    const dirty = mrrOf(set, train)
    const kept = mrrOf(
      set,
      train.filter(({ sessionId = '' }) => !marked.has(sessionId)),
    )
    printRow([
      ...[set.name, seed, robots.length, percent(right.length, robots.length), ...byKind],
      ...[percent(right.length, marked.size), percent(marked.size - right.length, people.size)],
      ...[clean.toFixed(4), dirty.toFixed(4), kept.toFixed(4), percent(kept - dirty, clean - dirty)],
    ])
  }
}
