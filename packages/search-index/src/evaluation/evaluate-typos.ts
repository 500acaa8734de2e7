import { seededRandom } from '@inkling/learning'
import type { SearchIndex } from '../search-index.ts'
import { accuracy, type Judgements } from './accuracy.ts'
import type { Query } from './collection.ts'
import { type Leg, served, uncorrected } from './legs.ts'
import { misspellEveryWord, misspellOneWord, type Slip } from './misspell.ts'

export interface TypoReport {
  /** The share of queries whose first result is that of the correctly spelt query. */
  keptFirst: number
  keptFirstUncorrected: number
  ndcgAt10: number
  ndcgAt10Uncorrected: number
}

const seed = 7
const listed = 10
const variants = { unchanged: (text: string) => text, oneWord: misspellOneWord, everyWord: misspellEveryWord }

/** Measures searches for misspelt words, and the effect of correction on queries without a slip. */
export function* evaluateTypos(
  index: SearchIndex,
  queries: readonly Query[],
  judgements: Judgements,
  slip: Slip,
): Generator<void, Record<keyof typeof variants, TypoReport>> {
  const random = seededRandom(seed)
  const firsts = new Map(queries.map(({ id, text }) => [id, uncorrected(index, text, 1)[0]]))
  const reports: Partial<Record<string, TypoReport>> = {}
  for (const [name, misspell] of Object.entries(variants)) {
    const misspelt = queries.map(({ id, text }) => ({ id, text: misspell(text, slip, random), first: firsts.get(id) }))
    const [corrected, typed] = [
      yield* measure(index, misspelt, judgements, served),
      yield* measure(index, misspelt, judgements, uncorrected),
    ]
    reports[name] = {
      keptFirst: corrected.keptFirst,
      keptFirstUncorrected: typed.keptFirst,
      ndcgAt10: corrected.ndcgAt10,
      ndcgAt10Uncorrected: typed.ndcgAt10,
    }
  }
  return reports as Record<keyof typeof variants, TypoReport>
}

function* measure(
  index: SearchIndex,
  queries: readonly (Query & { readonly first: string | undefined })[],
  judgements: Judgements,
  leg: Leg,
): Generator<void, { keptFirst: number; ndcgAt10: number }> {
  let kept = 0
  const runs = []
  for (const { id, text, first } of queries) {
    const found = leg(index, text, listed)
    if (found[0] === first) kept++
    runs.push({ id, found })
    yield
  }
  return { keptFirst: kept / Math.max(1, queries.length), ndcgAt10: accuracy(runs, judgements).ndcgAt10 }
}
