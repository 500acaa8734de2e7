import type { Judgements } from '../src/evaluation/accuracy.ts'
import { readLines } from './read-lines.ts'

/** From lines of `query TAB document TAB relevance`. */
export function readJudgements(file: string): Judgements {
  const judgements = new Map<string, Map<string, number>>()
  for (const line of readLines(file)) {
    const [query = '', document = '', relevance] = line.split('\t')
    judgements.set(query, (judgements.get(query) ?? new Map()).set(document, Number(relevance)))
  }
  return judgements
}
