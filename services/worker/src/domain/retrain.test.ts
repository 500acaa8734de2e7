import { type LearnedState, NextItemModel } from '@inkling/predictors'
import { describe, expect, it } from 'vitest'
import { type RetrainOptions, retrain } from './retrain.ts'

/** Visits that go round a ring of pages. Each starts one page further. */
function ring(sessions = 300): NextItemModel {
  const model = new NextItemModel()
  for (let n = 0; n < sessions; n++) {
    for (let step = 0; step < 4; step++)
      model.apply({ itemId: `page ${(n + step) % 20}`, sessionId: `s${n}`, atMs: n * 1000 + step })
  }
  return model
}

function run(model: NextItemModel, inService: LearnedState | undefined, own: Partial<RetrainOptions> = {}) {
  const steps = retrain(model, inService, { tuneMs: 1, isForced: false, clock: () => 0, ...own })
  const progress: number[] = []
  let step = steps.next()
  for (; !step.done; step = steps.next()) progress.push(step.value)
  return { ...step.value, progress }
}

const taught = ring()
run(taught, undefined)
const untaught = new NextItemModel().learned
/** The time is over before anything is learned. */
const noTime = { tuneMs: 1e-9, clock: () => performance.now() }

describe('retrain', () => {
  it('compares nothing when no model is in service, and learns from all sessions', () => {
    const { comparison, refusal, tuned } = run(ring(), undefined)
    expect([comparison, refusal]).toEqual([undefined, undefined])
    expect(tuned.cases).toBeGreaterThan(100)
  })

  it('accepts a candidate that predicts better than the model in service', () => {
    const model = ring()
    const { comparison, refusal } = run(model, untaught)
    expect(refusal).toBeUndefined()
    expect(comparison?.testCases).toBe(180)
    expect(comparison?.candidate.logLoss).toBeLessThan(comparison?.inService.logLoss ?? 0)
    expect(model.learned.tuning).not.toEqual(untaught.tuning)
  })

  it('accepts a candidate that predicts as well as the model in service', () => {
    const { refusal, loser } = run(ring(), taught.learned)
    expect(refusal).toBeUndefined()
    expect(loser?.name).toBe('previous')
    expect(loser?.learned.tuning).toEqual(taught.learned.tuning)
  })

  it('rejects a candidate that predicts worse: the tuning in service stays and learns the newest sessions', () => {
    const model = ring()
    const { comparison, refusal, loser } = run(model, taught.learned, noTime)
    expect(loser?.name).toBe('trained')
    expect(refusal).toMatch(/^log-loss is .* nats higher/)
    expect(comparison?.candidate.logLoss).toBeGreaterThan(comparison?.inService.logLoss ?? 99)
    expect(model.learned.tuning).toEqual(taught.learned.tuning)
    expect(model.predict({ recent: ['page 3'] })[0]?.probability).toBeGreaterThan(0.8)
    expect(model.counts.events).toBe(1_200)
  })

  it('accepts a candidate that predicts worse when it is forced, with the comparison', () => {
    const model = ring()
    const { comparison, refusal } = run(model, taught.learned, { ...noTime, isForced: true })
    expect(refusal).toBeUndefined()
    expect(comparison?.candidate.logLoss).toBeGreaterThan(comparison?.inService.logLoss ?? 99)
    expect(model.learned.tuning).toEqual(untaught.tuning)
  })

  it('a refit keeps the parameters in service and learns the weights again', () => {
    const model = ring()
    const { comparison, refusal, tuned } = run(
      model,
      { ...untaught, tuning: taught.learned.tuning },
      { keepsTuning: true },
    )
    expect(refusal).toBeUndefined()
    expect(tuned.cases).toBeGreaterThan(100)
    expect(comparison?.candidate.logLoss).toBeLessThan(comparison?.inService.logLoss ?? 0)
    expect(model.learned.tuning).toEqual(taught.learned.tuning)
    expect(model.weights).not.toEqual(new NextItemModel().weights)
  })

  it('keeps the model in service when there are too few sessions to compare on, and says so', () => {
    const model = ring(50)
    const result = run(model, taught.learned)
    expect(result).not.toHaveProperty('comparison')
    expect(result.refusal).toBe('10 sessions are too few to compare on; 20 are needed')
    expect(model.learned).toEqual({ ...taught.learned, prequential: ring(50).learned.prequential })
    expect(model.counts.events).toBe(200)
  })

  it('accepts a candidate without a comparison when it is forced, or when the model in service learned nothing', () => {
    for (const [inService, isForced] of [[taught.learned, true] as const, [untaught, false] as const]) {
      const model = ring(90)
      const { comparison, refusal } = run(model, inService, { isForced })
      expect([comparison, refusal]).toEqual([undefined, undefined])
      expect(model.learned.blend).not.toEqual(inService.blend)
    }
  })

  it('reports progress that never goes back', () => {
    const { progress } = run(ring(), taught.learned)
    expect(progress).toEqual(progress.toSorted((a, b) => a - b))
    expect(progress.at(-1)).toBeLessThanOrEqual(1)
  })
})
