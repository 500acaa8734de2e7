/**
 * F1 on pairs of sentences that people judged (Microsoft Research Paraphrase Corpus):
 *     node packages/hygiene/bench/mrpc.ts FOLDER
 * The folder holds train.jsonl.gz and test.jsonl.gz, with {label, a, b} per line.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { gunzipSync } from 'node:zlib'
import { NearDuplicates } from '../src/near-duplicates.ts'
import { fingerprintOf, similarityOf } from '../src/shingles.ts'
import { wordsOf } from '../src/words.ts'

interface Pair {
  readonly label: 0 | 1
  readonly a: string
  readonly b: string
}

const { positionals } = parseArgs({ allowPositionals: true })
const read = (name: string): Pair[] =>
  gunzipSync(readFileSync(join(positionals[0] ?? '.', `${name}.jsonl.gz`)))
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))

const similarity = ({ a, b }: Pair) => similarityOf(fingerprintOf(wordsOf(a)), fingerprintOf(wordsOf(b)))

/** Whether dedupe merges the two sentences. */
const merges = (leastSimilarity: number) => (pair: Pair) => {
  const duplicates = new NearDuplicates({ leastSimilarity })
  return [pair.a, pair.b].map((text, at) => duplicates.add({ id: String(at), group: '', text }))[1] !== undefined
}

function measure(pairs: readonly Pair[], isTold: (pair: Pair) => boolean) {
  const told = pairs.filter(isTold)
  const right = told.filter(({ label }) => label === 1).length
  const precision = right / Math.max(1, told.length)
  const recall = right / pairs.filter(({ label }) => label === 1).length
  return { precision, recall, f1: (2 * precision * recall) / Math.max(1e-9, precision + recall) }
}

const train = read('train')
const from = (threshold: number) => (pair: Pair) => similarity(pair) >= threshold
const thresholds = Array.from({ length: 101 }, (_, at) => at / 100)
const best = thresholds
  .map((threshold) => ({ threshold, f1: measure(train, from(threshold)).f1 }))
  .reduce((a, b) => (b.f1 > a.f1 ? b : a)).threshold

const test = read('test')
const rules = {
  'always yes': from(0),
  [`similarity ${best}, best on train`]: from(best),
  ...Object.fromEntries([0.6, 0.5, 0.4, 0.3].map((least) => [`dedupe from ${least}`, merges(least)])),
}
for (const [name, rule] of Object.entries(rules)) {
  const { precision, recall, f1 } = measure(test, rule)
  console.log(`${name}: precision ${precision.toFixed(3)}, recall ${recall.toFixed(3)}, F1 ${f1.toFixed(3)}`)
}
