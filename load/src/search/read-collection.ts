import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import type { Collection } from '@inkling/search-index/evaluation'

/** Reads a folder with `corpus.jsonl.gz`, `queries.jsonl.gz` and `qrels.tsv.gz`, as `inkling evaluate search` does. */
export async function readCollection(folder: string): Promise<Collection> {
  const lines = async (name: string) => {
    const text = gunzipSync(await readFile(join(folder, name))).toString('utf8')
    return text.split('\n').filter((line) => line !== '')
  }
  const judgements = new Map<string, Map<string, number>>()
  for (const line of await lines('qrels.tsv.gz')) {
    const [query = '', document = '', grade] = line.split('\t')
    judgements.set(query, (judgements.get(query) ?? new Map()).set(document, Number(grade)))
  }
  const records = async (name: string) => (await lines(name)).map((line) => JSON.parse(line))
  return { documents: await records('corpus.jsonl.gz'), queries: await records('queries.jsonl.gz'), judgements }
}
