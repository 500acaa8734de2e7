import { describe, expect, it } from 'vitest'
import { describePredictor } from '../../test/predictor-contract.ts'
import { EventLog } from '../log/event-log.ts'
import { ScoreAccumulator } from '../ranking/score-accumulator.ts'
import { RepeatConsumption } from './repeat-consumption.ts'

const [a, b, c] = [0, 1, 2]
const running = (items: number[], user = -1) => ({ items, user, session: -1, atMs: 0 })

function scored(repeat: RepeatConsumption, items: number[], user = -1): number[] {
  const scores = new ScoreAccumulator()
  repeat.score(running(items, user), scores)
  return [a, b, c].map((item) => scores.of(item))
}

describePredictor('RepeatConsumption', (log) => new RepeatConsumption(log))

describe('RepeatConsumption', () => {
  it('at first expects what was used last more than what was used before', () => {
    const [first = 0, second = 0, third = 0] = scored(new RepeatConsumption(new EventLog()), [a, b, c])
    expect(third).toBeGreaterThan(second)
    expect(second).toBeGreaterThan(first)
  })

  it('learns that the last item never comes again', () => {
    const repeat = new RepeatConsumption(new EventLog())
    for (let n = 0; n < 200; n++) repeat.learn(running([a, b, c]), b)
    const [, second = 0, third = 0] = scored(repeat, [a, b, c])
    expect(third).toBeLessThan(0.01)
    expect(second).toBeGreaterThan(0.9)
  })

  it('learns what frequency is worth', () => {
    const repeat = new RepeatConsumption(new EventLog())
    for (let n = 0; n < 200; n++) {
      repeat.learn(running([a, a, b, c]), a)
      repeat.learn(running([a, b, b, c]), a + 99)
    }
    expect(scored(repeat, [a, a, b, c])[a]).toBeGreaterThan(0.8)
    expect(scored(repeat, [a, b, b, c])[a]).toBeLessThan(0.3)
  })

  it('knows what the user used in earlier sessions', () => {
    const log = new EventLog()
    log.append({ itemId: 'a', sessionId: 's', userId: 'u', atMs: 0 })
    expect(scored(new RepeatConsumption(log), [], log.users.names.find('u'))[a]).toBeGreaterThan(0)
  })
})
