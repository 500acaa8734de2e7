import { describe, expect, it } from 'vitest'
import { type EvaluateOptions, type EvaluationReport, evaluateNextItem } from './evaluate-next-item.ts'

/** Sessions of four steps round a ring of pages; the n-th starts at page n. */
function ring(from: number, to: number) {
  return Array.from({ length: (to - from) * 4 }, (_, at) => {
    const [session, step] = [from + Math.floor(at / 4), at % 4]
    return { itemId: `page ${(session + step) % 20}`, sessionId: `s${session}`, atMs: session * 1000 + step }
  })
}

function evaluate(options: Partial<EvaluateOptions>): EvaluationReport {
  let nowMs = 1e6
  const clock = () => nowMs++
  const given = {
    train: ring(0, 300),
    test: ring(300, 340),
    isFrozen: true,
    tuneBudgetMs: 5_000,
    tuneClock: clock,
    clock,
  }
  const steps = evaluateNextItem({ ...given, ...options })
  let step = steps.next()
  while (!step.done) step = steps.next()
  return step.value
}

describe('evaluateNextItem', () => {
  it('measures every step of every session, frozen and live', () => {
    for (const isFrozen of [true, false]) {
      const report = evaluate({ isFrozen })
      expect(report).toMatchObject({ cases: 120, trainEvents: 1200, repeatRatio: 0 })
      expect(report.hitRateAt1).toBeGreaterThan(0.9)
      const weights = Object.values(report.components).map(({ weight }) => weight)
      expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 9)
    }
  })

  it('learns nothing from the test when frozen, and from every step of it when live', () => {
    const test = ring(300, 340).map((event) => ({ ...event, itemId: `new ${event.itemId}` }))
    expect(evaluate({ test }).hitRateAt20).toBe(0)
    expect(evaluate({ test, isFrozen: false }).hitRateAt20).toBeGreaterThan(0.2)
  })

  it('tells the log-loss of a test that is played back', () => {
    expect(evaluate({}).logLoss).toBeUndefined()
    expect(evaluate({ isFrozen: false }).logLoss).toBeLessThan(Math.log(20) / 2)
  })

  it('thins cases evenly to as many as asked for', () => {
    expect(evaluate({ mostCases: 30 }).cases).toBe(30)
  })

  it('leaves one out, ranking only what the user does not have', () => {
    const owned = (user: number, item: number) => ({ itemId: `page ${item % 20}`, userId: `u${user}`, atMs: item })
    const histories = Array.from({ length: 60 }, (_, user) => [0, 1, 2].map((n) => owned(user, user + n))).flat()
    const validation = Array.from({ length: 60 }, (_, user) => owned(user, user + 3))
    const test = Array.from({ length: 60 }, (_, user) => owned(user, user + 4))
    const report = evaluate({ train: histories, validation, test })
    expect(report).toMatchObject({ cases: 60, repeatRatio: 0 })
    expect(report.hitRateAt20).toBe(1)
  })

  it('measures times by its clock: seconds of training and tuning, microseconds of a prediction', () => {
    // The clock goes on by a millisecond whenever it is read: once after each thing that is measured.
    for (const isFrozen of [true, false])
      expect(evaluate({ isFrozen, tuneClock: () => 0 })).toMatchObject({
        trainSeconds: 0.001,
        tuneSeconds: 0.001,
        scoreMicrosP50: 1_000,
        scoreMicrosP99: 1_000,
      })
  })

  it('tells how often the next item had been used in the session, frozen and live', () => {
    const returning = (from: number, to: number) =>
      ring(from, to).map((event) => ({ ...event, itemId: event.atMs % 1_000 < 2 ? event.itemId : 'page 0' }))
    const given = { train: returning(0, 300), test: returning(301, 319) }
    // The third step goes to page 0, and the fourth returns to it.
    for (const isFrozen of [true, false]) expect(evaluate({ ...given, isFrozen }).repeatRatio).toBeCloseTo(1 / 3, 12)
  })

  it('applies events by time, whatever their order in the file', () => {
    const [train, test] = [ring(0, 300), ring(300, 340)]
    const { tuneSeconds: _, ...report } = evaluate({ isFrozen: false, tuneClock: () => 0 })
    const shuffled = { train: train.toReversed(), test: test.toReversed() }
    expect(evaluate({ isFrozen: false, tuneClock: () => 0, ...shuffled })).toMatchObject(report)
  })

  it('knows the validation events before a test that is played back', () => {
    const validation = ring(300, 320).map((event) => ({ ...event, itemId: `new ${event.itemId}` }))
    const test = ring(320, 340).map((event) => ({ ...event, itemId: `new ${event.itemId}` }))
    const known = evaluate({ validation, test, isFrozen: false }).hitRateAt20
    expect(known).toBeGreaterThan(evaluate({ test, isFrozen: false }).hitRateAt20)
  })

  it('reports how far training and testing are', () => {
    const clock = () => 0
    const steps = evaluateNextItem({
      train: ring(0, 100),
      test: ring(100, 120),
      isFrozen: true,
      tuneBudgetMs: 1,
      tuneClock: clock,
      clock,
    })
    const reports = [...steps].filter(({ step }) => step === 'train' || step === 'test')
    expect(reports).toEqual([
      { step: 'train', fraction: 0 },
      ...[0, 20, 40].map((n) => ({ step: 'test', fraction: n / 60 })),
    ])
  })

  it('leaves one out of twenty items beside those that the user has, and lists all twenty', () => {
    const owned = ['i0', 'i1', 'i2']
    const use = (userId: string, itemIds: string[]) =>
      itemIds.map((itemId, n) => ({ itemId, userId, sessionId: userId, atMs: n }))
    const others = Array.from({ length: 20 }, (_, n) => `i${3 + n}`)
    const users = others.map((_, n) => `u${n}`)
    const train = [...use('someone', others), ...users.flatMap((user) => use(user, owned))]
    const test = others.flatMap((itemId, n) => use(`u${n}`, [itemId]))
    expect(evaluate({ train, validation: [], test })).toMatchObject({ cases: 20, hitRateAt20: 1 })
  })
})
