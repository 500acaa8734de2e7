import { expect, test as it } from 'vitest'
import { evaluateSearch } from './evaluate-search.ts'
import { randomSlip } from './misspell.ts'

const documents = ['boundary layer', 'heated plates', 'aerodynamic wings', 'supersonic nozzles'].map((title, n) => ({
  id: `d${n}`,
  title,
}))
const collection = {
  documents,
  queries: documents.map(({ title }, n) => ({ id: `q${n}`, text: title })),
  judgements: new Map([0, 1, 2].map((n) => [`q${n}`, new Map([[`d${n}`, 1]])])),
}

function evaluate(slip?: typeof randomSlip) {
  let nowMs = 0
  const steps = evaluateSearch({ ...collection, slip, clock: () => nowMs++ })
  for (let step = steps.next(); ; step = steps.next()) if (step.done) return step.value
}

it('measures each leg and all legs on the judged queries', () => {
  const perfect = { ndcgAt10: 1, map: 1, recallAt100: 1 }
  const report = evaluate()
  expect(report).toMatchObject({ queries: 3, unjudged: 1, documents: 4, ...perfect, millisP50: 1, millisP99: 1 })
  expect(report.legs.lexical).toEqual(perfect)
  expect(report.textBytes).toBe(documents.map(({ title }) => title).join('').length)
  expect(report.typos).toBeUndefined()
})

it('measures the loss by misspelt words and the gain by correction', () => {
  const { typos } = evaluate(randomSlip)
  expect(typos?.unchanged).toEqual({ keptFirst: 1, keptFirstUncorrected: 1, ndcgAt10: 1, ndcgAt10Uncorrected: 1 })
  expect(typos?.everyWord).toMatchObject({ keptFirst: 1, keptFirstUncorrected: 0 })
})
