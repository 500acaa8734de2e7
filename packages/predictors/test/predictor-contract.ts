import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Context } from '../src/components/context.ts'
import type { Predictor } from '../src/components/predictor.ts'
import { EventLog, type UsageEvent } from '../src/log/event-log.ts'
import { ScoreAccumulator } from '../src/ranking/score-accumulator.ts'
import { usage, usageWithRegrets } from './arbitraries.ts'

type Create = (log: EventLog) => Predictor

class World {
  readonly log = new EventLog()
  readonly predictor: Predictor

  constructor(create: Create, events: readonly UsageEvent[] = []) {
    this.predictor = create(this.log)
    for (const event of events) this.apply(event)
  }

  apply(event: UsageEvent): number {
    const number = this.log.append(event)
    this.predictor.apply?.(number)
    return number
  }

  remove(number: number): void {
    const item = this.log.items.keyOf(number)
    const moved = this.log.remove(number).map((other) => this.log.items.keyOf(other))
    for (const changed of [item, ...moved]) this.predictor.remove?.(changed)
  }

  scores(context: Context): Record<string, number> {
    const scores = new ScoreAccumulator()
    this.predictor.score(context, scores)
    const items = Array.from({ length: scores.size }, (_, n) => scores.item(n))
    return Object.fromEntries(items.map((item) => [this.log.items.names.nameOf(item), scores.of(item)]))
  }

  /** The scores in every context that the ids of the arbitraries can make. */
  allScores(): Record<string, number>[] {
    const { items, sessions, users, newest } = this.log
    const atMs = newest < 0 ? 0 : this.log.atMs(newest)
    return ['', 's1', 's2', 's3', 's4'].flatMap((sessionId) =>
      ['', 'u1', 'u2'].map((userId) => {
        const session = sessions.names.find(sessionId)
        const used = sessions.eventsOf(session).map((event) => items.keyOf(event))
        return this.scores({ items: used, user: users.names.find(userId), session, atMs })
      }),
    )
  }
}

/** The guarantees of every component; its own test adds its purpose. */
export function describePredictor(name: string, create: Create): void {
  describe(`${name} as a predictor`, () => {
    itIsDescribed(name, create)
    itScoresSoundly(create)
    itCanForget(create)
    itCanBeStored(create)
  })
}

function itIsDescribed(name: string, create: Create): void {
  it(`${name} has its class's name in metrics and explanations`, () => {
    expect(create(new EventLog()).name).toBe(name.charAt(0).toLowerCase() + name.slice(1))
  })

  it(`${name} starts from a value for each parameter that can be tuned, and tries others`, () => {
    const { tuning } = create(new EventLog())
    if (!tuning) return
    expect(Object.keys(tuning.choices)).not.toEqual([])
    for (const [parameter, choices] of Object.entries(tuning.choices)) {
      expect(choices, parameter).toContain(tuning.values[parameter])
      expect(new Set(choices).size, parameter).toBeGreaterThan(1)
    }
  })
}

function itScoresSoundly(create: Create): void {
  it('gives finite positive scores to items of the log only', () => {
    fc.assert(
      fc.property(usage, (events) => {
        const world = new World(create, events)
        for (const [item, score] of world.allScores().flatMap((scores) => Object.entries(scores))) {
          expect(events.some(({ itemId }) => itemId === item)).toBe(true)
          expect(score > 0 && score < Number.POSITIVE_INFINITY).toBe(true)
        }
      }),
    )
  })
}

function itCanForget(create: Create): void {
  it('scores to the last bit as if the removed events had never been applied', () => {
    fc.assert(
      fc.property(usageWithRegrets, (steps) => {
        const world = new World(create)
        const numbered = steps.map(({ event, isRegretted }) => ({ number: world.apply(event), isRegretted }))
        for (const { number } of numbered.filter(({ isRegretted }) => isRegretted)) world.remove(number)
        const kept = steps.filter(({ isRegretted }) => !isRegretted).map(({ event }) => event)
        expect(world.allScores()).toEqual(new World(create, kept).allScores())
      }),
    )
  })

  it('scores the same after an event was added and removed between others', () => {
    fc.assert(
      fc.property(usage, usage, (before, after) => {
        const world = new World(create, before)
        const passing = world.apply({ itemId: 'a', sessionId: 's1', userId: 'u1', atMs: 1.7e12 })
        world.allScores()
        world.remove(passing)
        for (const event of after) world.apply(event)
        expect(world.allScores()).toEqual(new World(create, [...before, ...after]).allScores())
      }),
    )
  })

  it('scores a compacted log like a log that never held the dropped events', () => {
    fc.assert(
      fc.property(usage, fc.nat(40), (events, keep) => {
        const named = events.map((event, n) => ({ ...event, sessionId: event.sessionId || `own${n}` }))
        const world = new World(create, named)
        world.log.compact(keep)
        world.predictor.rebuild?.()
        expect(world.allScores()).toEqual(new World(create, named.slice(Math.max(0, named.length - keep))).allScores())
      }),
    )
  })
}

function itCanBeStored(create: Create): void {
  it('scores the same from a log that was stored and loaded', () => {
    fc.assert(
      fc.property(usage, (events) => {
        const world = new World(create, events)
        const loaded = new World(create)
        loaded.log.restore(world.log.state)
        loaded.predictor.rebuild?.()
        expect(loaded.allScores()).toEqual(world.allScores())
      }),
    )
  })

  it('scores the same after its learned state was handed on', () => {
    fc.assert(
      fc.property(usage, (events) => {
        const world = new World(create, events)
        for (const { itemId } of events) {
          const items = [world.log.items.keyOf(0), world.log.items.names.find(itemId)]
          world.predictor.learn?.({ items, user: 0, session: -1, atMs: 0 }, world.log.items.keyOf(0))
        }
        const other = new World(create, events)
        if (world.predictor.learned) other.predictor.learned = structuredClone(world.predictor.learned)
        expect(other.allScores()).toEqual(world.allScores())
      }),
    )
  })
}
