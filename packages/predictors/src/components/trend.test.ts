import { describe, expect, it } from 'vitest'
import { describePredictor } from '../../test/predictor-contract.ts'
import { EventLog } from '../log/event-log.ts'
import { ScoreAccumulator } from '../ranking/score-accumulator.ts'
import { Trend } from './trend.ts'

const dayMs = 86_400_000
const nobody = { items: [], user: -1, session: -1, atMs: 0 }

class World {
  readonly log = new EventLog()
  readonly trend = new Trend(this.log)

  use(itemId: string, atMs: number): void {
    this.trend.apply(this.log.append({ itemId, atMs }))
  }

  score(itemId: string): number {
    const scores = new ScoreAccumulator()
    this.trend.score(nobody, scores)
    return scores.of(this.log.items.names.find(itemId))
  }
}

describePredictor('Trend', (log) => new Trend(log))

describe('Trend', () => {
  it('scores by use that halves with its half-life', () => {
    const world = new World()
    world.trend.tuning.values.halfLifeHours = 24
    for (let n = 0; n < 4; n++) world.use('old', 0)
    world.use('new', dayMs)
    expect(world.score('new') / world.score('old')).toBeCloseTo(1 / 2, 9)
  })

  it('neither overflows nor loses order over decades', () => {
    const world = new World()
    for (let year = 0; year < 50; year++) world.use(`item of ${year}`, year * 365 * dayMs)
    expect(world.score('item of 49')).toBe(1)
    expect(world.score('item of 48')).toBeLessThan(1e-6)
  })

  it('lists the hundred best of many, whatever the order of use', () => {
    const world = new World()
    for (let n = 0; n < 1_000; n++) for (let times = 0; times <= n % 300; times++) world.use(`i${n % 300}`, 0)
    const scores = new ScoreAccumulator()
    world.trend.score(nobody, scores)
    const listed = Array.from({ length: scores.size }, (_, n) => world.log.items.names.nameOf(scores.item(n)))
    const best = Array.from({ length: 100 }, (_, n) => `i${299 - n}`)
    expect(listed.filter((item) => !best.includes(item)).length).toBe(0)
    expect(listed).toHaveLength(100)
  })

  it('leaves out the item the user is at', () => {
    const world = new World()
    world.use('here', 0)
    const scores = new ScoreAccumulator()
    world.trend.score({ ...nobody, items: [world.log.items.names.find('here')] }, scores)
    expect(scores.size).toBe(0)
  })
})
