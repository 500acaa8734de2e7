import { describe, expect, it } from 'vitest'
import { type LearnedState, NextItemModel } from '../model/next-item-model.ts'
import { type ChampionChallengerResult, championChallenger } from './champion-challenger.ts'
import { heldOutSessions } from './recent-sessions.ts'
import { tune } from './tune.ts'

const clock = () => 0

/** Visits that go round a ring of pages, each starting one further. */
function ring(): NextItemModel {
  const model = new NextItemModel()
  for (let n = 0; n < 400; n++) {
    for (let step = 0; step < 4; step++)
      model.apply({ itemId: `page ${(n + step) % 20}`, sessionId: `s${n}`, atMs: n * 1000 + step })
  }
  return model
}

function done<P, R>(steps: Generator<P, R>): R {
  let step = steps.next()
  while (!step.done) step = steps.next()
  return step.value
}

function tuned(heldOut: readonly number[][]): LearnedState {
  const model = ring()
  done(tune(model, { budgetMs: 1, clock, heldOut }))
  return model.learned
}

const model = ring()
const heldOut = heldOutSessions(model.log)
const untaught = new NextItemModel().learned
const taught = tuned(heldOut)
const run = (
  candidate: LearnedState,
  inService: LearnedState,
  own: { clock?: () => number } = {},
): ChampionChallengerResult =>
  done(championChallenger(model, { candidate, inService, heldOut, budgetMs: 1, clock, ...own }))

describe('championChallenger', () => {
  it('holds out whole sessions, the newest fifth', () => {
    expect(heldOut.flat()).toHaveLength(320)
    expect(heldOut.map((events) => events.length)).toEqual(Array(80).fill(4))
    expect(Math.min(...heldOut.flat())).toBe(1_600 - 320)
  })

  it('prefers a model that has learned to one that has not, and says by how much', () => {
    const result = run(taught, untaught)
    expect(result).toMatchObject({ cases: 240, sessions: 80 })
    expect(result.candidate.logLoss).toBeLessThan(result.inService.logLoss)
    expect(result.logLoss.mean).toBeCloseTo(result.candidate.logLoss - result.inService.logLoss, 9)
    expect(result.logLoss.mean).toBeLessThan(-3 * result.logLoss.standardError)
    expect(run(untaught, taught).logLoss.mean).toBeCloseTo(-result.logLoss.mean, 9)
  })

  it('finds no difference between a model and itself', () => {
    const { logLoss, mrrAt20, candidate, inService } = run(taught, taught)
    expect([logLoss.mean, logLoss.standardError, mrrAt20.mean]).toEqual([0, 0, 0])
    expect(candidate).toEqual(inService)
  })

  it('leaves the model as it was, and teaches both models the held-out sessions', () => {
    const before = [model.log.state, model.learned]
    const { candidate } = run(taught, untaught)
    expect([model.log.state, model.learned]).toEqual(before)
    expect(candidate.learned.blend).not.toEqual(taught.blend)
  })

  it('measures how often the next item was listed first, among the first 5 and among the first 20', () => {
    const { hitRateAt1, hitRateAt5, hitRateAt20, mrrAt20 } = run(taught, untaught).candidate
    expect(hitRateAt1).toBeGreaterThan(0)
    expect([mrrAt20, hitRateAt5, hitRateAt20]).toEqual([mrrAt20, hitRateAt5, hitRateAt20].toSorted((a, b) => a - b))
    expect(hitRateAt1).toBeLessThanOrEqual(mrrAt20)
  })

  it('compares the same cases when its time is over before all are played', () => {
    let nowMs = 0
    const { cases, logLoss } = run(taught, taught, { clock: () => nowMs++ / 200 })
    expect(cases).toBeGreaterThan(0)
    expect(cases).toBeLessThan(240)
    expect(logLoss.mean).toBe(0)
  })
})

describe('tune', () => {
  it('learns nothing from held-out sessions', () => {
    const other = ring()
    const changed = new NextItemModel()
    const held = new Set(heldOutSessions(other.log).map(([event = -1]) => other.log.sessions.keyOf(event)))
    for (let event = 0; event < other.log.length; event++) {
      const isHeld = held.has(other.log.sessions.keyOf(event))
      const [n, step] = [Math.floor(event / 4), event % 4]
      const itemId = isHeld ? `page ${(n * 7 + step * 3) % 20}` : `page ${(n + step) % 20}`
      changed.apply({ itemId, sessionId: `s${n}`, atMs: n * 1000 + step })
    }
    done(tune(changed, { budgetMs: 1, clock, heldOut: heldOutSessions(changed.log) }))
    expect(changed.learned).toEqual(taught)
  })
})
