/**
 * Measures the cost of a learned fusion: processor time of searches by all legs, without and with it, in turn.
 * Synthetic items; the frequency of words is 1 / rank (Zipf).
 *
 *     node packages/search-index/bench/fusion-cost.ts [ITEMS]
 */

import { seededRandom } from '@inkling/learning'
import type { LearnedFusion } from '../src/fusion/learned-fusion.ts'
import { BehaviourLegs, lsa, SearchIndex } from '../src/index.ts'
import { rounded } from './cost.ts'

const count = Number(process.argv[2] ?? 100_000)
const wordsEach = 100
/** As many as a model of 100,000 is half of; fitting is not what is measured. */
const fitted = 5_000
const queryCount = 500
const rounds = 3
const vocabulary = Math.ceil(30 * (count * wordsEach) ** 0.55)

const syllables = [...'bcdfghjklmnprstvwz'].flatMap((consonant) => [...'aeiou'].map((vowel) => consonant + vowel))
const random = seededRandom(1)
const words = (many: number, leastRank: number) =>
  Array.from({ length: many }, () => wordOf(leastRank * (vocabulary / leastRank) ** random())).join(' ')
const items = Array.from({ length: count }, (_, n) => ({ id: `item-${n}`, title: words(8, 50), text: words(92, 1) }))
const index = new SearchIndex()
for (const item of items) index.put(item)
index.use(lsa.fit(items.slice(0, fitted)))

const popularity = items.slice(0, 50_000).map(({ id }, n) => [id, 50_000 - n] as const)
const behaviour = new BehaviourLegs({ clicks: {}, popularity, fusion: { semantic: 2, '√ lexical': 1, popularity: 1 } })
const legs = behaviour.legs('any')

for (const length of [3, 10]) {
  const queries = Array.from({ length: queryCount }, () => words(length, 100))
  const costs = { blended: 0, learned: 0 }
  for (let round = 0; round <= rounds; round++) {
    for (const way of ['blended', 'learned'] as const) {
      const millis = processorMillis(queries, way === 'learned' ? behaviour.fusion : undefined)
      // The first round warms up.
      if (round > 0) costs[way] += millis / rounds
    }
  }
  console.log(`${length} words: blended ${rounded(costs.blended)} ms, learned ${rounded(costs.learned)} ms a search`)
}

function processorMillis(queries: readonly string[], fusion: LearnedFusion | undefined): number {
  const start = process.cpuUsage()
  for (const query of queries) index.search({ query, limit: 10, correct: true, legs, fusion })
  const { user, system } = process.cpuUsage(start)
  return (user + system) / 1000 / queries.length
}

function wordOf(rank: number): string {
  let word = ''
  for (let rest = Math.floor(rank) + syllables.length; rest > 0; rest = Math.floor(rest / syllables.length))
    word += syllables[rest % syllables.length]
  return word
}
