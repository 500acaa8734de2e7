import { describe, expect, it } from 'vitest'
import { NextItemModel } from '../model/next-item-model.ts'
import { type TuneOptions, type TuneProgress, tune } from './tune.ts'

/** Visits that go round a ring of pages, each starting one further. */
function ring(): NextItemModel {
  const model = new NextItemModel()
  for (let n = 0; n < 400; n++) {
    for (let step = 0; step < 4; step++) {
      model.apply({ itemId: `page ${(n + step) % 20}`, sessionId: `s${n}`, atMs: n * 1000 + step })
    }
  }
  return model
}

/** Every twenty visits everyone goes to pages that nobody has seen before. */
function fashions(): NextItemModel {
  const model = new NextItemModel()
  for (let n = 0; n < 600; n++) {
    for (let step = 0; step < 3; step++) {
      const itemId = `page ${Math.floor(n / 20)}.${(n + step) % 3}`
      model.apply({ itemId, sessionId: `s${n}`, atMs: n * 1000 + step })
    }
  }
  return model
}

/** A clock that goes on by one millisecond whenever it is read. */
function ticking(): () => number {
  let nowMs = 0
  return () => nowMs++
}

function run(model: NextItemModel, budgetMs: number, more: Pick<TuneOptions, 'isFrozen' | 'tuning'> = {}) {
  const steps = tune(model, { budgetMs, clock: ticking(), ...more })
  const progress: TuneProgress[] = []
  let step = steps.next()
  for (; !step.done; step = steps.next()) progress.push(step.value)
  return { result: step.value, progress }
}

describe('tune', () => {
  it('leaves the events as they were', () => {
    const model = ring()
    const before = model.log.state
    run(model, 10_000)
    expect(model.log.state).toEqual(before)
  })

  it('puts what it learned from the newest sessions into the model', () => {
    const model = ring()
    const untaught = model.predict({ recent: ['page 3'] })[0]
    const { result } = run(model, 10_000)
    expect(result.cases).toBeGreaterThan(100)
    expect(result.metrics.blend.hitRateAt1).toBeGreaterThan(0.9)
    expect(model.weights).toEqual(result.weights)
    expect(model.learned.tuning).toEqual(result.parameters)
    const [taught] = model.predict({ recent: ['page 3'] })
    expect(taught?.itemId).toBe('page 4')
    expect(taught?.probability).toBeGreaterThan(untaught?.probability ?? 1)
  })

  it('keeps parameters that it is given, and learns weights and calibration as it does after a search', () => {
    const searched = ring()
    run(searched, 10_000)
    const kept = ring()
    const { result, progress } = run(kept, 10_000, { tuning: searched.learned.tuning })
    expect(searched.learned.tuning).not.toEqual(ring().learned.tuning)
    expect(new Set(progress.map(({ step }) => step))).toEqual(new Set(['vectors', 'weights']))
    expect(result.cases).toBeGreaterThan(100)
    expect(kept.learned).toEqual(searched.learned)
  })

  it('learns vectors, which a snapshot and a copy keep, and a log that is compacted', () => {
    const model = new NextItemModel({ capacity: 3_000 })
    const visit = (n: number) => {
      for (let step = 0; step < 4; step++)
        model.apply({ itemId: `page ${(n + step) % 20}`, sessionId: `s${n}`, atMs: n * 1000 + step })
    }
    for (let n = 0; n < 700; n++) visit(n)
    const before = model.bytes
    const { progress } = run(model, 10_000)
    expect(progress.map(({ step }) => step)).toContain('vectors')
    expect(model.bytes).toBeGreaterThan(before + 20 * 64 * 4)
    const ask = (asked: NextItemModel) => asked.predict({ recent: ['page 3', 'page 4'], limit: 20 })
    expect(ask(NextItemModel.decode(model.encode()))).toEqual(ask(model))
    const copy = model.copyWithout([])
    copy.restore(model.learned)
    expect(ask(copy)).toEqual(ask(model))
    for (let n = 700; n < 760; n++) visit(n)
    expect(model.log.size).toBeLessThan(3_000)
    expect(ask(NextItemModel.decode(model.encode()))).toEqual(ask(model))
  })

  it('reports steps at a rising share of the budget', () => {
    const { progress } = run(ring(), 10_000)
    const fractions = progress.map(({ fraction }) => fraction)
    expect(fractions).toEqual(fractions.toSorted((a, b) => a - b))
    expect(progress.map(({ step }) => step)).toEqual(expect.arrayContaining(['vmisKnn.k', 'weights']))
  })

  it('ends soon after its time is over, and leaves the model as it was after few cases', () => {
    const model = ring()
    const before = model.learned
    const { progress } = run(model, 5)
    expect(progress.length).toBeLessThan(6)
    expect(model.learned).toEqual(before)
  })

  it('learns from a hundred cases, which a hundred short sessions have, and from no fewer', () => {
    const taught = (sessions: number) => {
      const model = new NextItemModel()
      for (let n = 0; n < sessions * 3; n++)
        model.apply({ itemId: `page ${n % 7}`, sessionId: `s${Math.floor(n / 3)}`, atMs: n * 1000 })
      const { cases } = run(model, 10_000).result
      return { cases, isTaught: model.learnedCases > 0 }
    }
    expect(taught(100)).toEqual({ cases: 100, isTaught: true })
    expect(taught(98)).toEqual({ cases: 98, isTaught: false })
  })

  it('learns nothing from events that we caused ourselves', () => {
    const model = new NextItemModel()
    for (let n = 0; n < 400; n++)
      for (let step = 0; step < 4; step++)
        model.apply({ itemId: `page ${(n + step) % 20}`, sessionId: `s${n}`, atMs: n * 1000 + step, isInduced: true })
    const before = model.learned
    expect(run(model, 10_000).result.cases).toBe(0)
    expect(model.learned).toEqual(before)
  })

  it('gives lower probabilities for a frozen log, in the same order, where new items come next', () => {
    const [moving, frozen] = [fashions(), fashions()]
    run(moving, 10_000)
    run(frozen, 10_000, { isFrozen: true })
    const { calibration: _, ...blend } = frozen.learned.blend
    expect(moving.learned.blend).toMatchObject(blend)
    const [promised = 0, promisedFrozen = 1] = [moving, frozen].map((model) => model.predict({})[0]?.probability)
    expect(promisedFrozen).toBeLessThan(promised / 2)
  })

  it('keeps the metrics of the events really observed', () => {
    const model = ring()
    for (const itemId of ['page 1', 'page 2']) model.observe({ itemId, sessionId: 'live', atMs: 1e6 })
    run(model, 10_000)
    expect(model.metrics.blend.cases).toBe(1)
  })

  it('does nothing to a model without events', () => {
    const model = new NextItemModel()
    expect(run(model, 100).result.cases).toBe(0)
    expect(model.predict({})).toEqual([])
  })

  it('chooses the parameters with which a component ranks the newest sessions best', () => {
    const model = new NextItemModel()
    const visit = (day: number, n: number, itemId: string) => {
      for (const [step, page] of ['start', itemId].entries())
        model.apply({ itemId: page, sessionId: `${day} ${n}`, atMs: day * 86_400_000 + n * 1_000 + step })
    }
    // Two days before the newest half of the events, everyone changes from the old page to the new one.
    for (let day = 0; day < 60; day++) for (let n = 0; n < 20; n++) visit(day, n, day < 28 ? 'old' : 'new')
    expect(model.learned.tuning.trend).toEqual({ halfLifeHours: 168 })
    const { parameters } = run(model, 100_000).result
    expect(parameters.trend).toEqual({ halfLifeHours: 24 })
    expect(model.learned.tuning).toEqual(parameters)
  })

  it('keeps the parameters that no other choice improves', () => {
    const model = new NextItemModel()
    for (let n = 0; n < 600; n++)
      model.apply({ itemId: n % 2 ? 'b' : 'a', sessionId: `s${Math.floor(n / 2)}`, atMs: n * 1_000 })
    const before = model.learned.tuning
    expect(run(model, 100_000).result.parameters).toEqual(before)
  })
})
