import type { Candidate } from './candidates.ts'
import type { SpellingSource } from './spelling-source.ts'

/** A reading this much less probable than the best is not saved by its company. */
const GAP_MAX = 3
const READINGS_MAX = 6
/** The rarest of the other words say most. */
const OTHERS_MAX = 4
/** Words that every fifth document holds say nothing. */
const COMMON_SHARE = 0.2
const CONTEXT_WEIGHT = 0.5

/** Of several readings about as probable, the one that stands together with the query's other words most often. */
export function bestInContext(
  source: SpellingSource,
  readings: readonly Candidate[],
  others: readonly string[],
): Candidate | undefined {
  const [best] = readings
  if (best === undefined) return undefined
  const close = readings.slice(0, READINGS_MAX).filter(({ score }) => best.score - score <= GAP_MAX)
  if (close.length === 1) return best
  const company = telling(source, others)
  const scored = close.map((reading) => ({
    reading,
    score: reading.score + CONTEXT_WEIGHT * companionship(source, reading, company),
  }))
  return scored.reduce((a, b) => (b.score > a.score ? b : a)).reading
}

function telling(source: SpellingSource, others: readonly string[]): { word: string; documents: number }[] {
  return [...new Set(others)]
    .map((word) => ({ word, documents: source.documentsFinding(word) }))
    .filter(({ documents }) => documents > 0 && documents < source.size * COMMON_SHARE)
    .sort((a, b) => a.documents - b.documents)
    .slice(0, OTHERS_MAX)
}

/** Pointwise mutual information with each of the other words, half a document added to what is seen and what is expected. */
function companionship(
  source: SpellingSource,
  { words: [word = ''] }: Candidate,
  company: ReturnType<typeof telling>,
): number {
  const documents = source.documentsFinding(word)
  return company.reduce((sum, other) => {
    const expected = (documents * other.documents) / source.size
    return sum + Math.log((source.documentsFindingBoth(word, other.word) + 0.5) / (expected + 0.5))
  }, 0)
}
