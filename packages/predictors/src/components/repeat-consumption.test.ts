import { describe, expect, it } from 'vitest'
import { describePredictor } from '../../test/predictor-contract.ts'
import { EventLog } from '../log/event-log.ts'
import { ScoreAccumulator } from '../ranking/score-accumulator.ts'
import { RepeatConsumption } from './repeat-consumption.ts'

const [a, b, c] = [0, 1, 2]
const running = (items: number[], user = -1, session = -1) => ({ items, user, session, atMs: 0 })

function scored(repeat: RepeatConsumption, items: number[], user = -1, session = -1): ScoreAccumulator {
  const scores = new ScoreAccumulator()
  repeat.score(running(items, user, session), scores)
  return scores
}

const scoresOf = (repeat: RepeatConsumption, items: number[], user = -1) => {
  const scores = scored(repeat, items, user)
  return [a, b, c].map((item) => scores.of(item))
}

describePredictor('RepeatConsumption', (log) => new RepeatConsumption(log))

describe('RepeatConsumption', () => {
  it('at first gives 0.1 to the last item, 0.05 to the one before it, and so on by class of recency', () => {
    const items = Array.from({ length: 17 }, (_, n) => n)
    const scores = scored(new RepeatConsumption(new EventLog()), items.toReversed())
    // Classes end at recency 0, 1, 2, 3, 5, 8 and 14.
    const classes = [0, 1, 2, 3, 4, 4, 5, 5, 5, 6, 6, 6, 6, 6, 6, 7, 7]
    for (const item of items) expect(scores.of(item), `${item}`).toBeCloseTo(0.1 / (1 + (classes[item] ?? 9)), 12)
  })

  it('counts the returns of a class, beside a guess that is worth three cases', () => {
    const repeat = new RepeatConsumption(new EventLog())
    repeat.learn(running([a, b, c]), b)
    const [first = 0, second = 0, third = 0] = scoresOf(repeat, [a, b, c])
    expect(first).toBeCloseTo((3 * (0.1 / 3)) / 4, 12)
    expect(second).toBeCloseTo((1 + 3 * 0.05) / 4, 12)
    expect(third).toBeCloseTo((3 * 0.1) / 4, 12)
  })

  it('counts items used once, twice and more often apart', () => {
    const repeat = new RepeatConsumption(new EventLog())
    for (const items of [[a], [a, a], [a, a, a]]) for (let n = 0; n < items.length; n++) repeat.learn(running(items), a)
    const lastOf = (...items: number[]) => scoresOf(repeat, items)[a]
    expect(lastOf(a)).toBeCloseTo((1 + 0.3) / 4, 12)
    expect(lastOf(a, a)).toBeCloseTo((2 + 0.3) / 5, 12)
    expect(lastOf(a, a, a)).toBeCloseTo((3 + 0.3) / 6, 12)
    expect(lastOf(a, a, a, a)).toBeCloseTo((3 + 0.3) / 6, 12)
  })

  it('learns that the last item never comes again', () => {
    const repeat = new RepeatConsumption(new EventLog())
    for (let n = 0; n < 200; n++) repeat.learn(running([a, b, c]), b)
    const [, second = 0, third = 0] = scoresOf(repeat, [a, b, c])
    expect(third).toBeLessThan(0.01)
    expect(second).toBeGreaterThan(0.9)
  })

  it('scores items of the user from earlier sessions by their own recency, and learns of them apart', () => {
    const log = new EventLog()
    for (const [n, itemId] of ['a', 'b', 'a', 'c'].entries())
      log.append({ itemId, sessionId: n < 3 ? 'earlier' : 'running', userId: 'u', atMs: n })
    const user = log.users.names.find('u')
    const session = log.sessions.names.find('running')
    const repeat = new RepeatConsumption(log)
    const scores = scored(repeat, [c], user, session)
    expect([a, b, c].map((item) => scores.of(item))).toEqual([0.1, 0.05, 0.1].map((p) => expect.closeTo(p, 12)))
    repeat.learn(running([c], user, session), a)
    expect(scored(repeat, [c], user, session).of(a)).toBeCloseTo((1 + 0.3) / 4, 12)
    // The same case counted against the last item of the session.
    expect(scored(repeat, [a]).of(a)).toBeCloseTo(0.3 / 4, 12)
  })

  it('reads the newest 200 events of a user', () => {
    const log = new EventLog()
    for (const itemId of ['old', ...Array.from({ length: 199 }, () => 'often'), 'new'])
      log.append({ itemId, sessionId: 's', userId: 'u', atMs: 0 })
    const scores = scored(new RepeatConsumption(log), [], log.users.names.find('u'))
    const scoreOf = (itemId: string) => scores.of(log.items.names.find(itemId))
    expect(scoreOf('often')).toBeGreaterThan(0)
    expect(scoreOf('old')).toBe(0)
  })

  it('forgets old habits: the past of a class is halved at 20,000 cases', () => {
    const repeat = new RepeatConsumption(new EventLog())
    for (let n = 0; n < 20_000; n++) repeat.learn(running([a]), b)
    for (let n = 0; n < 10_000; n++) repeat.learn(running([a]), a)
    expect(scoresOf(repeat, [a])[a]).toBeCloseTo(0.5, 3)
  })

  it('tells the memory of its scratch', () => {
    expect(new RepeatConsumption(new EventLog()).heldBytes).toBe(16 * (8 + 4))
  })
})
