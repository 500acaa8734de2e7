/**
 * How good suggestions are on recorded sessions, by the code that serves them: the context is the session so far, and
 * right is any later item of it. Recall@10 and nDCG@10 of each source alone, of all by the first weights, and of all by
 * weights learned from the first half of the cases; for several numbers of candidates per source.
 *
 *   pnpm bench:suggestion-quality --folder DATA [--sets a,b] [--cases 600] [--events 400000] [--per-source 100,50]
 *
 * A set is a folder with `train.csv.gz` and `test.csv.gz` (session_id, user_id, item_id, timestamp). The newest events
 * of the training are learned from, and nothing of the test. There are no texts, so words suggest nothing.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { gunzipSync } from 'node:zlib'
import { FusionWeights } from '@inkling/learning'
import { NextItemModel } from '@inkling/predictors'
import { relatedItems } from '../../services/prediction/src/domain/related-items.ts'
import { unknownBasis } from '../../services/suggestion/src/domain/basis.ts'
import { firstWeights, sourceNames } from '../../services/suggestion/src/domain/sources.ts'
import { suggest } from '../../services/suggestion/src/domain/suggest.ts'
import { printHead, printRow } from './table.ts'

const { values } = parseArgs({
  options: {
    folder: { type: 'string', default: '.' },
    sets: { type: 'string', default: 'rsc15-100k,diginetica' },
    cases: { type: 'string', default: '600' },
    events: { type: 'string', default: '400000' },
    'per-source': { type: 'string', default: '100,50' },
  },
})
const [mostCases, mostEvents] = [Number(values.cases), Number(values.events)]
/** The newest part of the training, from which the blend of predictions learns. */
const [learnedShare, mostLearned] = [0.05, 5_000]
const limit = 10

interface Event {
  readonly sessionId: string
  readonly userId?: string
  readonly itemId: string
  readonly atMs: number
}

interface Case {
  readonly itemIds: readonly string[]
  readonly userId: string | undefined
  readonly later: ReadonlySet<string>
  readonly atMs: number
}

/** The events of a file, the oldest first. */
function readEvents(set: string, file: string): Event[] {
  const [, ...lines] = gunzipSync(readFileSync(join(values.folder, set, file)))
    .toString()
    .trim()
    .split('\n')
  return lines
    .map((line): Event => {
      const [sessionId = '', userId = '', itemId = '', seconds] = line.split(',')
      return { sessionId, ...(userId !== '' && { userId }), itemId, atMs: Number(seconds) * 1_000 }
    })
    .sort((a, b) => a.atMs - b.atMs)
}

function modelOf(events: readonly Event[]): NextItemModel {
  const model = new NextItemModel()
  const learned = Math.min(mostLearned, Math.round(events.length * learnedShare))
  for (const [n, event] of events.entries())
    if (n < events.length - learned) model.apply(event)
    else model.observe(event)
  return model
}

/** One for each place in each session, thinned evenly. */
function casesOf(events: readonly Event[]): Case[] {
  const sessions = [...Map.groupBy(events, ({ sessionId }) => sessionId).values()]
  const all = sessions.flatMap((own) =>
    own.slice(0, -1).flatMap(({ userId, atMs }, n): Case[] => {
      const itemIds = [...new Set(own.slice(0, n + 1).map(({ itemId }) => itemId))].slice(-50)
      const later = new Set(own.slice(n + 1).map(({ itemId }) => itemId))
      for (const id of itemIds) later.delete(id)
      return later.size > 0 ? [{ itemIds, userId, later, atMs }] : []
    }),
  )
  const step = Math.max(1, all.length / mostCases)
  return Array.from({ length: Math.min(mostCases, all.length) }, (_, n) => all[Math.floor(n * step)] as Case)
}

/** How a list is made. */
interface Way {
  /** The most candidates per source. */
  readonly most: number
  readonly weights: readonly number[]
  /** The only source that is asked. */
  readonly only?: string
}

/** The list for a case, with the scores of its items by source. */
async function listFor(model: NextItemModel, { itemIds, userId, atMs }: Case, { most, weights, only }: Way) {
  const { data, logged } = await suggest(
    {
      async related(body) {
        const { itemIds, scores } = relatedItems(model, { ...body, limit: most }, atMs)
        return { itemIds, scores: only === undefined ? scores : { [only]: scores[only] ?? [] }, epoch: 1 }
      },
      similar: async () => ({ data: [], epoch: 1 }),
      lookUp: async () => ({ data: [] }),
      dismissedBy: async () => [],
      shownTo: async () => [],
      basisOf: async () => ({ ...unknownBasis(), weights }),
    },
    { context: { itemIds: [...itemIds] }, ...(userId !== undefined && { userId }), limit },
  )
  return { ids: data.map(({ itemId }) => itemId), scores: logged.details.scores }
}

/** In percent, of all cases. */
async function accuracy(model: NextItemModel, cases: readonly Case[], way: Way): Promise<string[]> {
  let [recall, gain] = [0, 0]
  for (const one of cases) {
    const { ids } = await listFor(model, one, way)
    const hits = ids.map((id) => (one.later.has(id) ? 1 : 0))
    recall += hits.reduce<number>((sum, hit) => sum + hit, 0) / one.later.size
    gain += dcg(hits) / dcg(Array.from({ length: Math.min(limit, one.later.size) }, () => 1))
  }
  return [recall, gain].map((sum) => ((100 * sum) / cases.length).toFixed(2))
}

const dcg = (hits: readonly number[]) => hits.reduce((sum, hit, n) => sum + hit / Math.log2(n + 2), 0)

/** By the clicks of users who click each later item that they are shown. */
async function learnedFrom(model: NextItemModel, cases: readonly Case[], most: number): Promise<readonly number[]> {
  const fusion = new FusionWeights({ sources: sourceNames.length, prior: firstWeights })
  for (const [n, one] of cases.entries()) {
    const { ids, scores } = await listFor(model, one, { most, weights: fusion.weights })
    const shown = scores.map((own) => ({ scores: own, examination: 1 }))
    for (const [chosen, id] of ids.entries()) if (one.later.has(id)) fusion.learn({ shown, chosen, atMs: n * 60_000 })
  }
  return fusion.weights
}

printHead(['set', 'candidates per source', 'ranked by', 'recall@10', 'nDCG@10'])
for (const set of values.sets.split(',')) {
  const model = modelOf(readEvents(set, 'train.csv.gz').slice(-mostEvents))
  const cases = casesOf(readEvents(set, 'test.csv.gz'))
  const [first, second] = [cases.filter((_, n) => n % 2 === 0), cases.filter((_, n) => n % 2 === 1)]
  for (const [round, most] of values['per-source'].split(',').map(Number).entries()) {
    const print = async (by: string, way: Omit<Way, 'most'>) =>
      printRow([set, most, by, ...(await accuracy(model, second, { most, ...way }))])
    const alone = round === 0 ? sourceNames.filter((name) => name !== 'textSimilarity') : []
    for (const only of alone) await print(`${only} alone`, { only, weights: firstWeights })
    await print('first weights', { weights: firstWeights })
    await print('learned weights', { weights: await learnedFrom(model, first, most) })
  }
}
