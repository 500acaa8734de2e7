import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { UsageEvent } from '../log/event-log.ts'
import { NextItemModel } from './next-item-model.ts'
import type { PredictionQuery } from './prediction.ts'

const inputsWanted = 100_000
const inputsPerRun = 500

const absurd = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('a', 'b', 'c', 'd', 'e') },
  fc.constantFrom('', ' ', '\0', '__proto__', 'constructor', 'undefined', '\ud800', '𝄞', 'é', 'é', 'x'.repeat(2_000)),
  fc.string({ unit: 'binary', maxLength: 5 }),
)
const time = fc.oneof({ weight: 6, arbitrary: fc.integer({ min: 1.7e12, max: 1.701e12 }) }, fc.double())
const event: fc.Arbitrary<UsageEvent> = fc.record(
  { itemId: absurd, sessionId: absurd, userId: absurd, atMs: time },
  { requiredKeys: ['itemId', 'atMs'] },
)
const query: fc.Arbitrary<PredictionQuery> = fc.record(
  {
    recent: fc.array(absurd, { maxLength: 60 }),
    sessionId: absurd,
    userId: absurd,
    atMs: time,
    limit: fc.constantFrom(0, 1, 5, 20, 1_000),
    minProbability: fc.double({ min: 0, max: 1, noNaN: true }),
    explain: fc.boolean(),
  },
  { requiredKeys: [] },
)

type Input = (model: NextItemModel) => NextItemModel

/** Does it, and goes on with the same model. */
const on =
  (act: (model: NextItemModel) => unknown): Input =>
  (model) => {
    act(model)
    return model
  }

const input: fc.Arbitrary<Input> = fc.oneof(
  { weight: 20, arbitrary: event.map((e) => on((model) => model.observe(e))) },
  { weight: 60, arbitrary: event.map((e) => on((model) => model.apply(e))) },
  { weight: 30, arbitrary: query.map((q) => on((model) => expectSound(model, q))) },
  { weight: 15, arbitrary: event.map((e) => on((model) => model.remove(e))) },
  { weight: 2, arbitrary: absurd.map((id) => on((model) => model.removeUser(id))) },
  { weight: 2, arbitrary: absurd.map((id) => on((model) => model.removeSession(id))) },
  { weight: 4, arbitrary: fc.array(absurd).map((ids) => on((model) => model.related(ids, 5))) },
  { weight: 1, arbitrary: fc.constant<Input>((model) => NextItemModel.decode(model.encode(), { capacity })) },
)
const capacity = 100

function expectSound(model: NextItemModel, asked: PredictionQuery): void {
  const predictions = model.predict(asked)
  const least = Math.max(asked.minProbability ?? 0, 0)
  let [before, total] = [1, 0]
  for (const { probability, score } of predictions) {
    if (!(probability > 0 && probability >= least && probability <= before))
      throw new Error(`${probability} after ${before}`)
    if (!Number.isFinite(score)) throw new Error(`score ${score}`)
    before = probability
    total += probability
  }
  if (total > 1 + 1e-9 || predictions.length > (asked.limit ?? 20))
    throw new Error(`${predictions.length} of sum ${total}`)
}

it('predicts soundly and never throws in a hundred thousand random events, removals, stores and queries', () => {
  let inputs = 0
  const many = fc.array(input, { minLength: inputsPerRun, maxLength: inputsPerRun, size: 'max' })
  fc.assert(
    fc.property(many, (acts) => {
      let model = new NextItemModel({ capacity })
      for (const act of acts) model = act(model)
      inputs += acts.length
    }),
    { numRuns: inputsWanted / inputsPerRun, endOnFailure: true },
  )
  expect(inputs).toBe(inputsWanted)
}, 60_000)
