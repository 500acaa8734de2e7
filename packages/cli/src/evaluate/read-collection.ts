import type { SearchDocument } from '@inkling/search-index'
import type { Collection } from '@inkling/search-index/evaluation'
import { CliError } from '../cli-error.ts'
import { textOf } from '../import/formats/json/json-line.ts'
import { forEachLine, readRecords } from './read-records.ts'

/** Reads documents from lines of `{id, title, text, tags?}`. */
export function readDocuments(path: string): Promise<SearchDocument[]> {
  return readRecords(path, (id, { title, text, tags }) => ({
    id,
    title: textOf(title),
    text: textOf(text),
    ...(Array.isArray(tags) && { tags: tags.map(textOf) }),
  }))
}

/** Reads queries from lines of `{id, text}`. */
export function readQueries(path: string): Promise<Collection['queries'][number][]> {
  return readRecords(path, (id, { text }) => ({ id, text: textOf(text) }))
}

/** The first line of judgements in BEIR. */
const judgementsHeader = /^query-id\tcorpus-id\tscore\s*$/

/** Reads judgements from lines of query, document and grade, separated by tabs. The first line may be a header. */
export async function readJudgements(path: string): Promise<Collection['judgements']> {
  const judgements = new Map<string, Map<string, number>>()
  await forEachLine(path, (line, fail) => {
    if (judgements.size === 0 && judgementsHeader.test(line)) return
    const [query = '', document = '', text = '', more] = line.split('\t')
    const grade = text.trim() === '' || more !== undefined ? Number.NaN : Number(text)
    if (!Number.isFinite(grade)) fail('this is not a query, a document and a relevance, separated by tabs')
    const judged = judgements.get(query) ?? new Map<string, number>()
    judgements.set(query, judged.set(document, grade))
  })
  if (judgements.size === 0)
    throw new CliError(
      `${path} contains no judgement. Each line must be a query, a document and a relevance, separated by tabs.`,
    )
  return judgements
}

/** Reads spellings from lines of a wrong and a right one, separated by a tab. Further columns are ignored. */
export async function readSpellings(path: string): Promise<[wrong: string, right: string][]> {
  const pairs: [string, string][] = []
  await forEachLine(path, (line, fail) => {
    const [wrong = '', right] = line.toLowerCase().split('\t')
    pairs.push([wrong, right ?? fail('this is not a wrong and a right spelling, separated by a tab')])
  })
  return pairs
}
