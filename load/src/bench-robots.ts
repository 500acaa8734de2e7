/**
 * What robots cost predictions, and how much of that is recovered when they are kept out of learning. Sessions of four
 * kinds of robots are mixed into the training, 5 % of all sessions: one that opens pages at fixed times, one that
 * crawls the catalogue, one that stays nowhere, and one that goes round in circles. The test has people alone.
 *
 *   pnpm bench:robots [--folder DATA --sets a,b] [--events 200000] [--share 0.05] [--seeds 3] [--tune 2000]
 *
 * Without a folder, people are synthetic. The newest events of the training are used. The budget of tuning is counted
 * in its own steps, so that a busy machine changes nothing. Intervals are of 95 %, over cases.
 */
import { parseArgs } from 'node:util'
import { EventLog, evaluateNextItem, findRobots, type UsageEvent } from '@inkling/predictors'
import { isRobot, isRobotOf, mixRobots, robotKinds } from './robots/mix-robots.ts'
import { type People, readSet, syntheticSet } from './robots/read-set.ts'
import { type Estimate, type Ranked, recoveryOf } from './robots/recovered.ts'
import { printHead, printRow } from './table.ts'

const { values } = parseArgs({
  options: {
    folder: { type: 'string' },
    sets: { type: 'string', default: 'rsc15-100k,serenade-example' },
    events: { type: 'string', default: '200000' },
    cases: { type: 'string', default: '10000' },
    share: { type: 'string', default: '0.05' },
    seeds: { type: 'string', default: '3' },
    tune: { type: 'string', default: '2000' },
  },
})
const [mostEvents, mostCases, share] = [Number(values.events), Number(values.cases), Number(values.share)]

/** The names of the sessions that are taken for robots, by the code that trains. */
function robotsIn(events: readonly UsageEvent[]): ReadonlySet<string> {
  const log = new EventLog()
  for (const event of events) log.append(event)
  return new Set(findRobots(log).map(({ session }) => log.sessions.names.nameOf(session)))
}

/** The reciprocal rank of the next item in each case. */
function ranksOf({ test, validation }: People, train: readonly UsageEvent[]): number[] {
  const ranks: number[] = []
  let steps = 0
  const work = evaluateNextItem({
    ...{ train, test, mostCases, isFrozen: true, ...(validation && { validation }) },
    ...{ tuneBudgetMs: Number(values.tune), tuneClock: () => steps++, clock: () => performance.now() },
    onRank: (rank) => void ranks.push(rank === 0 ? 0 : 1 / rank),
  })
  while (!work.next().done);
  return ranks
}

const percent = (part: number, whole: number) => (whole === 0 ? '–' : `${((100 * part) / whole).toFixed(1)} %`)
const mean = (all: readonly number[]) => all.reduce((sum, one) => sum + one, 0) / Math.max(1, all.length)
const within = ({ estimate, low, high }: Estimate, of: (value: number) => string) =>
  `${of(estimate)} (${of(low)} to ${of(high)})`
const shareOf = (value: number) => `${(100 * value).toFixed(0)} %`
const mrr = (value: number) => value.toFixed(4)

/** Prints a row of one mixture. */
function measure(people: People, clean: readonly number[], seed: number): Ranked {
  const train = mixRobots(people.train, share, seed)
  const names = [...new Set(train.map(({ sessionId = '' }) => sessionId))]
  const [robots, marked] = [names.filter(isRobot), robotsIn(train)]
  const right = robots.filter((name) => marked.has(name))
  const dirty = ranksOf(people, train)
  const kept = ranksOf(
    people,
    train.filter(({ sessionId = '' }) => !marked.has(sessionId)),
  )
  printRow([
    ...[people.name, seed, robots.length, percent(right.length, robots.length)],
    ...robotKinds.map((kind) => percent(right.filter(isRobotOf(kind)).length, robots.filter(isRobotOf(kind)).length)),
    percent(right.length, marked.size),
    percent(marked.size - right.length, names.length - robots.length),
    ...[mrr(mean(clean)), mrr(mean(dirty)), mrr(mean(kept))],
    percent(mean(kept) - mean(dirty), mean(clean) - mean(dirty)),
  ])
  return { clean, dirty, kept }
}

printHead([
  ...['set', 'seed', 'robots', 'found', ...robotKinds, 'precision', 'people taken for robots'],
  ...['MRR@20 people', 'with robots', 'robots kept out', 'recovered'],
])
const { folder, sets } = values
const named = (path: string) => sets.split(',').map((name) => readSet(path, name, mostEvents))
const all = folder === undefined ? [syntheticSet(mostEvents)] : named(folder)
for (const people of all) {
  const clean = ranksOf(people, people.train)
  const mixtures = Array.from({ length: Number(values.seeds) }, (_, n) => measure(people, clean, n + 1))
  const { lost, recovered } = recoveryOf(mixtures)
  const found = `lost MRR ${within(lost, mrr)}, recovered ${within(recovered, shareOf)}`
  console.log(`\n${people.name}, ${clean.length} cases, ${mixtures.length} mixtures: ${found}\n`)
}
