/**
 * F1 on pairs of sentences that people judged (Microsoft Research Paraphrase Corpus):
 *     node packages/hygiene/bench/mrpc.ts FOLDER
 * The folder holds train.jsonl.gz and test.jsonl.gz, with {label, a, b} per line.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { gunzipSync } from 'node:zlib'
import { resemblance, shinglesOf } from '../src/shingles.ts'
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

const similarity = ({ a, b }: Pair) => resemblance(shinglesOf(wordsOf(a)), shinglesOf(wordsOf(b)))

function measure(pairs: readonly Pair[], threshold: number) {
  const told = pairs.filter((pair) => similarity(pair) >= threshold)
  const right = told.filter(({ label }) => label === 1).length
  const precision = right / Math.max(1, told.length)
  const recall = right / pairs.filter(({ label }) => label === 1).length
  return { threshold, precision, recall, f1: (2 * precision * recall) / Math.max(1e-9, precision + recall) }
}

const train = read('train')
const test = read('test')
const thresholds = Array.from({ length: 101 }, (_, at) => at / 100)
const best = thresholds.map((threshold) => measure(train, threshold)).reduce((a, b) => (b.f1 > a.f1 ? b : a))
const rows = { 'always yes': 0, 'best on train': best.threshold, 'default of dedupe': 0.6 }
for (const [name, threshold] of Object.entries(rows)) {
  const { precision, recall, f1 } = measure(test, threshold)
  const figures = [threshold, precision, recall, f1].map((value) => value.toFixed(3))
  console.log(`${name}: threshold ${figures[0]}, precision ${figures[1]}, recall ${figures[2]}, F1 ${figures[3]}`)
}
