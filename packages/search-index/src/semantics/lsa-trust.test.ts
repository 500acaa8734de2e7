import { expect, it } from 'vitest'
import { topicalDocuments } from '../../test/topical-documents.ts'
import { Corpus } from '../corpus/corpus.ts'
import { analyserFor } from '../text/analyser.ts'
import { fitLsa } from './fit-lsa.ts'
import { LsaModel } from './lsa-model.ts'
import { lsaTrust } from './lsa-trust.ts'

const documents = topicalDocuments(260)
const analyser = analyserFor('en')
const { parts } = fitLsa(documents)

function trustOf(model: LsaModel): number {
  const corpus = new Corpus(analyser)
  for (const document of documents) corpus.put(document)
  return lsaTrust(corpus, analyser, model)
}

it('trusts a model that agrees with the lexical leg more than one that confuses all words', () => {
  const confused = new LsaModel({ ...parts, vectors: new Int8Array(parts.vectors.length).fill(1) })
  expect(parts.trust).toBeGreaterThan(10 * trustOf(confused))
  expect(parts.trust).toBeLessThanOrEqual(4)
})

it('measures the same trust in any order of the documents', () => {
  expect(fitLsa(documents.toReversed()).parts.trust).toBe(parts.trust)
})

it('gives all collections that are too small to measure the same trust', () => {
  expect(fitLsa(documents.slice(0, 100)).parts.trust).toBe(fitLsa(documents.slice(50, 100)).parts.trust)
})
