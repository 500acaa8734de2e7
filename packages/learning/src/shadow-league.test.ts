import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { seededRandom } from './seeded-random.ts'
import { ShadowLeague } from './shadow-league.ts'

/** Reciprocal ranks with this mean, roughly: a hit at rank 1, 2 or 4, or none. */
const reward = (random: () => number, mean: number) => (random() < mean / 0.58 ? 1 / 2 ** Math.floor(random() * 3) : 0)

const event = fc.record({
  served: fc.double({ min: 0, max: 1, noNaN: true }),
  x: fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: undefined }),
  y: fc.double({ min: 0, max: 1, noNaN: true }),
})
const others = ({ x, y }: { x: number | undefined; y: number }) => ({ y, '': 0.5, ...(x !== undefined && { x }) })

describe('ShadowLeague', () => {
  it('promotes at most 5 % of challengers that are as good as the incumbent', () => {
    let promoted = 0
    for (let run = 0; run < 200; run++) {
      const [random, league] = [seededRandom(run), new ShadowLeague()]
      league.enter('equal')
      for (let n = 0; n < 1_000 && league.serving === ''; n++)
        league.add(reward(random, 0.3), { equal: reward(random, 0.3) })
      if (league.serving === 'equal') promoted++
    }
    expect(promoted / 200).toBeLessThanOrEqual(0.05)
  })

  it('promotes a better challenger and rejects a worse one', () => {
    const [random, league] = [seededRandom(1), new ShadowLeague()]
    for (const name of ['better', 'worse']) league.enter(name)
    const rulings = Array.from({ length: 2_000 }, () =>
      league.add(reward(random, 0.25), {
        '': reward(random, 0.25),
        better: reward(random, 0.35),
        worse: reward(random, 0.15),
      }),
    ).filter((ruling) => ruling !== undefined)
    expect(rulings).toEqual([{ kind: 'promoted', name: 'better' }])
    const phases = league.table.map(({ name, phase }) => [name, phase])
    expect(phases).toEqual([
      ['', 'guarding'],
      ['better', 'serving'],
      ['worse', 'rejected'],
    ])
    expect([league.serving, league.guarding]).toEqual(['better', ''])
  })

  it('rolls a worse model back within 1,000 events, to the model that it replaced', () => {
    for (let seed = 0; seed < 20; seed++) {
      const [random, league] = [seededRandom(seed), new ShadowLeague()]
      league.enter('planted')
      expect(league.promote('planted')).toEqual({ kind: 'promoted', name: 'planted' })
      let events = 0
      while (league.serving === 'planted' && events++ < 1_000)
        league.add(reward(random, 0.2), { '': reward(random, 0.3) })
      expect(league.serving).toBe('')
      expect(league.table.find(({ name }) => name === 'planted')?.phase).toBe('rolledBack')
      expect(league.guarding).toBeUndefined()
    }
  })

  it('starts all other challengers again when another model serves', () => {
    const league = new ShadowLeague()
    for (const name of ['a', 'b']) league.enter(name)
    for (let n = 0; n < 5; n++) league.add(0, { a: 0.1, b: 0.1 })
    expect(league.table.map(({ events }) => events)).toEqual([0, 5, 5])
    league.promote('a')
    expect(league.table.map(({ name, events }) => [name, events])).toEqual([
      ['', 0],
      ['a', 5],
      ['b', 0],
    ])
  })

  it('shows the lead of a challenger over the served model with its interval', () => {
    const league = new ShadowLeague()
    league.enter('a')
    for (let n = 0; n < 40; n++) league.add(0.5, { a: n % 2 })
    const lead = league.table[1]?.lead
    expect(lead?.mean).toBeCloseTo(0, 12)
    expect(lead?.low).toBeLessThan(0)
    expect(lead?.high).toBeGreaterThan(0)
  })

  it('leaves a challenger without an answer out of the event, and ignores names that it does not know', () => {
    const league = new ShadowLeague()
    league.enter('slow')
    league.add(0.5, { unknown: 1 })
    expect(league.table.map(({ name, events }) => [name, events])).toEqual([
      ['', 0],
      ['slow', 0],
    ])
  })

  it('keeps what is known of a model that enters again, and forgets one that withdraws', () => {
    const league = new ShadowLeague()
    league.enter('a')
    league.add(0, { a: 1 })
    league.enter('a')
    expect(league.table[1]?.events).toBe(1)
    league.withdraw('a')
    league.withdraw('')
    expect(league.table.map(({ name }) => name)).toEqual([''])
    expect(() => league.promote('a')).toThrow('there is no challenger a')
  })

  it('has one model serve whatever happens, and continues from a stored state exactly as it would have', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 30 }), fc.array(event, { maxLength: 30 }), (before, after) => {
        const [league, stored] = [new ShadowLeague({ alpha: 0.5 }), new ShadowLeague({ alpha: 0.5 })]
        for (const name of ['x', 'y']) league.enter(name)
        for (const each of before) league.add(each.served, others(each))
        stored.restore(JSON.parse(JSON.stringify(league.state)))
        for (const each of after) for (const one of [league, stored]) one.add(each.served, others(each))
        expect(stored.state).toEqual(league.state)
        expect(league.table.filter(({ phase }) => phase === 'serving')).toHaveLength(1)
      }),
    )
  })

  it('checks its ranges', () => {
    expect(() => new ShadowLeague({ alpha: 0 })).toThrow('alpha must be above 0 and below 1, got 0')
    expect(() => new ShadowLeague({ eventsPerFalseRollback: 1 })).toThrow('must be above 1, got 1')
    const { guard } = new ShadowLeague().state
    expect(() => new ShadowLeague().restore({ models: [], guard })).toThrow('exactly one model must serve, got 0')
  })
})
