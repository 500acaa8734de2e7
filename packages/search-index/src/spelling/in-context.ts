import type { Candidate } from './candidates.ts'
import type { SpellingSource } from './spelling-source.ts'

/** A reading whose log probability is lower than the best by more is not considered. */
const gapMax = 3
const readingsMax = 6
/** Only the rarest other words are compared; they tell most. */
const othersMax = 4
/** Words that more than a fifth of the documents hold tell nothing. */
const commonShare = 0.2
const contextWeight = 0.5

/** Of several readings of similar probability, the one that occurs most often with the query's other words. */
export function bestInContext(
  source: SpellingSource,
  readings: readonly Candidate[],
  others: readonly string[],
): Candidate | undefined {
  const [best] = readings
  if (best === undefined) return undefined
  const close = readings.slice(0, readingsMax).filter(({ score }) => best.score - score <= gapMax)
  if (close.length === 1) return best
  const company = telling(source, others)
  const scored = close.map((reading) => ({
    reading,
    score: reading.score + contextWeight * companionship(source, reading, company),
  }))
  return scored.reduce((a, b) => (b.score > a.score ? b : a)).reading
}

function telling(source: SpellingSource, others: readonly string[]): { word: string; documents: number }[] {
  return [...new Set(others)]
    .map((word) => ({ word, documents: source.documentsFinding(word) }))
    .filter(({ documents }) => documents > 0 && documents < source.size * commonShare)
    .sort((a, b) => a.documents - b.documents)
    .slice(0, othersMax)
}

/** The sum of pointwise mutual information with the other words, smoothed by half a document. */
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
