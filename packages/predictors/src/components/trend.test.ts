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

  remove(event: number): void {
    const item = this.log.items.keyOf(event)
    this.log.remove(event)
    this.trend.remove(item)
  }

  listed(): string[] {
    const scores = new ScoreAccumulator()
    this.trend.score(nobody, scores)
    return Array.from({ length: scores.size }, (_, n) => this.log.items.names.nameOf(scores.item(n)))
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

  it('forgets events that were taken out, and the whole item with its last event', () => {
    const world = new World()
    world.trend.tuning.values.halfLifeHours = 24
    for (const itemId of ['a', 'b', 'a']) world.use(itemId, 0)
    expect(world.score('b')).toBeCloseTo(1 / 2, 12)
    world.remove(0)
    expect(world.score('b')).toBeCloseTo(1, 12)
    world.use('b', 0)
    expect(world.score('a')).toBeCloseTo(1 / 2, 12)
    world.remove(2)
    expect([world.score('a'), world.score('b')]).toEqual([0, 1])
  })

  it('lists items of equal score with the one used last first', () => {
    const world = new World()
    for (const itemId of ['a', 'b', 'c']) world.use(itemId, 0)
    expect(world.listed()).toEqual(['c', 'b', 'a'])
    world.trend.rebuild()
    expect(world.listed()).toEqual(['c', 'b', 'a'])
  })

  it('orders by the sum of all uses, old ones too', () => {
    const world = new World()
    for (let n = 0; n < 10; n++) world.use('often', 0)
    world.use('once', dayMs)
    world.use('twice', 2 * dayMs)
    world.use('twice', 2 * dayMs)
    expect(world.listed()).toEqual(['often', 'twice', 'once'])
    world.trend.rebuild()
    expect(world.listed()).toEqual(['often', 'twice', 'once'])
  })

  it('drops the last of the hundred when another rises above it', () => {
    const world = new World()
    for (let n = 0; n < 100; n++) for (let times = 0; times < 2; times++) world.use(`i${n}`, 0)
    world.use('new', 0)
    expect(world.listed()).not.toContain('new')
    world.use('new', 0)
    expect(world.listed()[0]).toBe('new')
    expect(world.listed()).not.toContain('i0')
    expect(world.listed()).toHaveLength(100)
  })

  it('tells the memory of its levels', () => {
    const world = new World()
    world.use('a', 0)
    expect(world.trend.heldBytes).toBe(16 * 8 + 16 * 4)
  })

  it('counts two uses twice, at any time', () => {
    const world = new World()
    for (const itemId of ['twice', 'once', 'twice']) world.use(itemId, 1.7e12)
    expect(world.score('once')).toBeCloseTo(1 / 2, 9)
  })

  it('lists the hundred best after it was built again from the log', () => {
    const world = new World()
    for (let n = 0; n < 120; n++) world.use(`i${n}`, n * dayMs)
    world.trend.rebuild()
    expect(world.listed()).toEqual(Array.from({ length: 100 }, (_, n) => `i${119 - n}`))
  })

  it('counts a user or session once a day, unless others used the item 16 times since', () => {
    const log = new EventLog()
    const trend = new Trend(log)
    const use = (itemId: string, sessionId: string, atMs = 0) => trend.apply(log.append({ itemId, sessionId, atMs }))
    const ratio = () => {
      const scores = new ScoreAccumulator()
      trend.score(nobody, scores)
      return scores.of(log.items.names.find('flooded')) / scores.of(log.items.names.find('one'))
    }
    use('one', 'once')
    for (let n = 0; n < 100; n++) use('flooded', 'bot')
    expect(ratio()).toBeCloseTo(1, 12)
    trend.rebuild()
    expect(ratio()).toBeCloseTo(1, 12)
    for (let n = 0; n < 16; n++) use('flooded', `visitor-${n}`)
    use('flooded', 'bot')
    expect(ratio()).toBeCloseTo(18, 12)
    use('flooded', 'bot', 1.001 * dayMs)
    expect(ratio()).toBeGreaterThan(18.9)
  })
})
