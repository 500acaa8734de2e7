/**
 * Accuracy of the blend learned from judgements, by cross-validation over queries in five parts.
 *
 *     node packages/search-index/bench/evaluate-learned.ts CORPUS QUERIES QRELS
 *
 * Files as for evaluate.ts. In each part what is learned serves only if it is better on a quarter of the other parts' queries,
 * learned from the rest of them.
 */

import { accuracy } from '../src/evaluation/accuracy.ts'
import { fitMeaning, type HybridHit, LearnedFusion, SearchIndex } from '../src/index.ts'
import { readJudgements } from './read-judgements.ts'
import { type Document, type Query, readRecords } from './read-lines.ts'

const DEPTH = 1000
const PARTS = 5
const ROUNDS = 5

interface Asked {
  readonly id: string
  readonly hits: readonly HybridHit[]
}

const [corpusFile, queriesFile, qrelsFile] = process.argv.slice(2)
if (corpusFile === undefined || queriesFile === undefined || qrelsFile === undefined) {
  throw new Error('usage: evaluate-learned.ts CORPUS QUERIES QRELS')
}
const documents = readRecords<Document>(corpusFile)
const judgements = readJudgements(qrelsFile)
const index = new SearchIndex()
for (const document of documents) index.put(document)
index.use(fitMeaning(documents))
const all = readRecords<Query>(queriesFile)
  .filter(({ id }) => judgements.has(id))
  .map(({ id, text }): Asked => {
    const { hits } = index.search({ query: text.replaceAll('"', ' '), limit: DEPTH, explain: true })
    return { id, hits: hits.flatMap(({ legs = [], ...hit }) => ({ ...hit, legs })) }
  })

const learned = Array.from({ length: PARTS }, (_, part) => {
  const others = all.filter((_asked, n) => n % PARTS !== part)
  const held = others.filter((_asked, n) => n % 4 === 0)
  const trial = learnedFrom(others.filter((_asked, n) => n % 4 !== 0))
  const isBetter = measure(held, (hits) => trial.reorder(hits)).map > measure(held, (hits) => hits).map
  const fusion = isBetter ? learnedFrom(others) : undefined
  return all
    .filter((_asked, n) => n % PARTS === part)
    .map(({ id, hits }) => ({ id, found: (fusion?.reorder(hits) ?? hits).map((hit) => hit.id) }))
})
console.log({ blend: measure(all, (hits) => hits), learned: accuracy(learned.flat(), judgements) })

function learnedFrom(asked: readonly Asked[]): LearnedFusion {
  const fusion = new LearnedFusion()
  for (let round = 0; round < ROUNDS; round++) {
    for (const { id, hits } of asked) {
      for (const [document, grade] of judgements.get(id) ?? []) if (grade > 0) fusion.learn(hits, document)
    }
  }
  return fusion
}

function measure(asked: readonly Asked[], order: (hits: readonly HybridHit[]) => readonly HybridHit[]) {
  return accuracy(
    asked.map(({ id, hits }) => ({ id, found: order(hits).map((hit) => hit.id) })),
    judgements,
  )
}
