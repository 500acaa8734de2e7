import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { usage, usageWithRegrets } from '../../test/arbitraries.ts'
import type { UsageEvent } from '../log/event-log.ts'
import { NextItemModel } from './next-item-model.ts'
import type { PredictionQuery } from './prediction.ts'

const atMs = 1.7e12

function modelOf(events: readonly UsageEvent[], capacity = 1_000): NextItemModel {
  const model = new NextItemModel({ capacity })
  for (const event of events) model.apply(event)
  return model
}

const sessions = (...paths: string[]) =>
  paths.flatMap((path, n) => [...path].map((itemId) => ({ itemId, sessionId: `s${n}`, atMs: atMs + n })))

const query: fc.Arbitrary<PredictionQuery> = fc.record(
  {
    recent: fc.array(fc.constantFrom('a', 'b', 'c', 'unknown', '')),
    sessionId: fc.constantFrom('s1', 's2', 'unknown', ''),
    userId: fc.constantFrom('u1', 'u2', 'unknown', ''),
    atMs: fc.oneof(fc.constant(atMs), fc.double()),
    limit: fc.nat(30),
    minProbability: fc.double({ min: 0, max: 0.3, noNaN: true }),
    explain: fc.boolean(),
  },
  { requiredKeys: [] },
)

it('predicts from the open session in the order of time, in whatever order its events arrive', () => {
  const history = sessions(...Array.from({ length: 30 }, () => 'abcdefgh'))
  const open = [...'cag'].map((itemId, n) => ({ itemId, sessionId: 'open', atMs: atMs + 1_000 + n }))
  const inOrder = modelOf([...history, ...open])
  const context = (model: NextItemModel) => {
    const { items } = model.contextOf({ sessionId: 'open', atMs: atMs + 2_000 })
    return items.map((item) => model.log.items.names.nameOf(item))
  }
  fc.assert(
    fc.property(fc.shuffledSubarray(open, { minLength: 3 }), (arrived) => {
      const model = modelOf([...history, ...arrived])
      expect(context(model)).toEqual(context(inOrder))
      expect(context(model)).toEqual(['c', 'a', 'g'])
    }),
  )
})

describe('NextItemModel', () => {
  it('gives probabilities in [0, 1] that fall with rank and sum to at most 1, for any query', () => {
    fc.assert(
      fc.property(usage, usage, fc.array(query), (applied, observed, queries) => {
        const model = modelOf(applied)
        for (const event of observed) model.observe(event)
        for (const asked of [...queries, {}]) {
          const probabilities = model.predict(asked).map(({ probability }) => probability)
          expect(probabilities.every((p) => p > 0 && p <= 1)).toBe(true)
          expect(probabilities).toEqual(probabilities.toSorted((a, b) => b - a))
          expect(probabilities.reduce((sum, p) => sum + p, 0)).toBeLessThanOrEqual(1 + 1e-9)
          expect(probabilities.length).toBeLessThanOrEqual(asked.limit ?? 20)
        }
      }),
    )
  })

  it('predicts as if the removed events had never existed', () => {
    fc.assert(
      fc.property(usageWithRegrets, fc.array(query), (steps, queries) => {
        const model = modelOf(steps.map(({ event }) => event))
        for (const { event } of steps.filter(({ isRegretted }) => isRegretted)) expect(model.remove(event)).toBe(true)
        const never = modelOf(steps.filter(({ isRegretted }) => !isRegretted).map(({ event }) => event))
        expect(model.counts).toEqual(never.counts)
        for (const asked of queries) expect(model.predict(asked)).toEqual(never.predict(asked))
      }),
    )
  })

  it('predicts and learns the same after it was stored and loaded', () => {
    fc.assert(
      fc.property(usage, usage, fc.array(query), (before, after, queries) => {
        const model = modelOf([])
        for (const event of before) model.observe(event)
        const loaded = NextItemModel.decode(model.encode())
        for (const event of after) expect(loaded.observe(event)).toEqual(model.observe(event))
        for (const asked of queries) expect(loaded.predict(asked)).toEqual(model.predict(asked))
        expect(loaded.metrics).toEqual(model.metrics)
      }),
    )
  })

  it('predicts from the very first event', () => {
    expect(modelOf([{ itemId: 'a', atMs }]).predict({})).toMatchObject([{ itemId: 'a' }])
  })

  it('predicts nothing from nothing', () => {
    expect(new NextItemModel().predict({ userId: 'anyone', recent: ['a'] })).toEqual([])
  })

  it('predicts what others did next', () => {
    const model = modelOf(sessions('abc', 'abc', 'axc', 'abd'))
    expect(model.predict({ recent: ['a'] })[0]?.itemId).toBe('b')
  })

  it('continues from the stored session unless recent items are given', () => {
    const model = modelOf(sessions('ab', 'ab', 'cd', 'cd', 'a'))
    expect(model.predict({ sessionId: 's4' })[0]?.itemId).toBe('b')
    expect(model.predict({ sessionId: 's4', recent: ['c'] })[0]?.itemId).toBe('d')
  })

  it('changes the next answer by one event', () => {
    const model = modelOf(sessions('ab', 'cd'))
    model.observe({ itemId: 'a', sessionId: 'new', atMs })
    expect(model.predict({ sessionId: 'new' })[0]?.itemId).toBe('b')
    model.observe({ itemId: 'c', sessionId: 'new', atMs })
    expect(model.predict({ sessionId: 'new' })[0]?.itemId).toBe('d')
  })

  it('knows a user by earlier sessions', () => {
    const hourMs = 3_600_000
    const model = modelOf([
      { itemId: 'mine', userId: 'me', atMs },
      ...Array.from({ length: 20 }, (_, n) => ({ itemId: `i${n % 10}`, sessionId: `s${n}`, atMs })),
    ])
    expect(model.predict({ userId: 'me', atMs: atMs + hourMs })[0]?.itemId).toBe('mine')
  })

  it('gives reasons that sum to the probability', () => {
    for (const { probability, reasons = [] } of modelOf(sessions('abc', 'abd')).predict({
      recent: ['a'],
      explain: true,
    })) {
      expect(reasons.reduce((sum, { weight, score }) => sum + weight * score, 0)).toBeCloseTo(probability, 12)
    }
  })

  it('leaves out items below the minimum probability', () => {
    const model = modelOf(sessions('abc', 'abd', 'abx'))
    const [best, second] = model.predict({ recent: ['a'] })
    expect(second?.probability).toBeLessThan(best?.probability ?? 0)
    expect(model.predict({ recent: ['a'], minProbability: best?.probability ?? 0 })).toEqual([best])
  })

  it('scores each event before it learns from it', () => {
    const model = modelOf(sessions('ab', 'ab'))
    expect(model.observe({ itemId: 'a', sessionId: 'new', atMs })).toEqual([])
    const outcomes = model.observe({ itemId: 'b', sessionId: 'new', atMs })
    expect(outcomes.find(({ model: name }) => name === 'blend')?.rank).toBe(1)
    expect(model.metrics.blend).toMatchObject({ cases: 1, hitRateAt1: 1, new: { cases: 1 }, repeat: { cases: 0 } })
  })

  it('learns from an event the same when it does not tell how each component did', () => {
    fc.assert(
      fc.property(usage, (events) => {
        const [observing, taught] = [modelOf([]), modelOf([])]
        for (const [n, event] of events.entries()) {
          const each = { ...event, isInduced: n % 5 === 0 }
          expect(taught.teach(each)).toBe(observing.observe(each).length > 0)
        }
        expect(taught.learned.blend).toEqual(observing.learned.blend)
        expect(taught.log.state).toEqual(observing.log.state)
      }),
    )
  })

  it('neither scores nor learns from an event that we caused, but adds it to the session and the counts', () => {
    fc.assert(
      fc.property(usage, usage, (before, after) => {
        const [model, untaught] = [modelOf([]), modelOf([])]
        for (const event of before) {
          model.observe(event)
          untaught.observe(event)
        }
        for (const event of after) {
          expect(model.observe({ ...event, isInduced: true })).toEqual([])
          untaught.predict({})
          untaught.apply({ ...event, isInduced: true })
        }
        expect(model.learned).toEqual(untaught.learned)
        expect(model.log.state).toEqual(untaught.log.state)
      }),
    )
  })

  it('learns which component to trust', () => {
    const model = modelOf([])
    const before = model.weights
    for (let n = 0; n < 300; n++) {
      for (const event of sessions('abcd', 'bcda')) model.observe({ ...event, sessionId: `${event.sessionId}.${n}` })
    }
    expect(model.weights.transitions).toBeGreaterThan(before.transitions ?? 1)
    expect(model.weights.trend).toBeLessThan(before.trend ?? 0)
  })

  it('learns whether the last item comes again', () => {
    const model = modelOf([])
    for (let n = 0; n < 300; n++) for (const event of sessions('aaa')) model.observe({ ...event, sessionId: `s${n}` })
    for (let n = 0; n < 300; n++) for (const event of sessions('abc')) model.apply({ ...event, sessionId: `t${n}` })
    expect(model.predict({ recent: ['c'] })[0]?.itemId).toBe('c')
  })

  it('erases a user and the items that only this user had used', () => {
    const model = modelOf([
      ...sessions('ab'),
      { itemId: 'secret', userId: 'me', atMs },
      { itemId: 'a', userId: 'me', atMs },
    ])
    expect(model.removeUser('me')).toBe(2)
    expect(model.counts).toEqual({ events: 2, sessions: 1, users: 0, items: 2 })
    expect(new TextDecoder('latin1').decode(model.encode())).not.toContain('secret')
    expect(model.removeUser('me')).toBe(0)
  })

  it('removes a session', () => {
    const model = modelOf(sessions('ab', 'ac'))
    expect(model.removeSession('s1')).toBe(2)
    expect(model.predict({ recent: ['a'] }).map(({ itemId }) => itemId)).toEqual(
      modelOf(sessions('ab'))
        .predict({ recent: ['a'] })
        .map(({ itemId }) => itemId),
    )
    expect(model.removeSession('unknown')).toBe(0)
  })

  it('stays within its capacity and keeps the newest events', () => {
    const model = modelOf(
      sessions(...Array.from({ length: 100 }, (_, n) => `a${String.fromCharCode(97 + (n % 26))}`)),
      20,
    )
    expect(model.counts.events).toBeLessThanOrEqual(20)
    const predicted = model.predict({ recent: ['a'] }).map(({ itemId }) => itemId)
    expect(predicted).toContain('v')
    expect(predicted).not.toContain('b')
    expect(model.bytes).toBeLessThan(120_000)
  })

  it('relates items by the sessions they share', () => {
    const related = modelOf(sessions('ab', 'ab', 'ac', 'de')).related(['a', 'unknown'], 10)
    expect(related.map(({ itemId }) => itemId)).toEqual(['b', 'c'])
    expect(related[0]?.score).toBeCloseTo(2 / Math.sqrt(3 * 2), 12)
  })

  it('lists items by one component alone, without removed ones, and none for an unknown name', () => {
    const model = modelOf(sessions('ab', 'ac', 'ab'))
    const removals = { version: 1, from: (itemId: string) => (itemId === 'b' ? 0 : Number.POSITIVE_INFINITY) }
    const byTrend = (own = {}) => model.scoredBy('trend', { recent: ['a'], ...own }).map(({ itemId }) => itemId)
    expect(byTrend()).toEqual(['b', 'c'])
    expect(byTrend({ removals })).toEqual(['c'])
    expect(byTrend({ limit: 1 })).toEqual(['b'])
    expect(model.scoredBy('no such component', {})).toEqual([])
  })

  it('lists items that are used at this hour of the week', () => {
    const weekMs = 7 * 86_400_000
    const model = modelOf([
      { itemId: 'report', atMs },
      { itemId: 'menu', atMs: atMs + 7_200_000 },
    ])
    expect(model.usualAt(atMs + weekMs, 5)).toEqual([{ itemId: 'report', score: 1 }])
    expect(model.usualAt(atMs + weekMs, 5, { version: 1, from: () => 0 })).toEqual([])
  })

  it('ignores an event about no item or at no time', () => {
    const events = [
      { itemId: '', atMs },
      { itemId: 'a', atMs: Number.NaN },
    ]
    expect(modelOf(events).counts.events).toBe(0)
  })

  it('finds the situation of a user: items, user, session and time', () => {
    const model = modelOf([
      { itemId: 'a', sessionId: 's', userId: 'u', atMs },
      { itemId: 'b', sessionId: 's', userId: 'u', atMs: atMs + 1 },
      { itemId: 'c', sessionId: 't', atMs: atMs + 2 },
    ])
    const newest = atMs + 2
    const nowhere = { items: [], user: -1, session: -1, atMs: newest }
    expect(model.contextOf({})).toEqual(nowhere)
    expect(model.contextOf({ sessionId: 'unknown', userId: 'unknown' })).toEqual(nowhere)
    // A session tells its user.
    expect(model.contextOf({ sessionId: 's' })).toEqual({ items: [0, 1], user: 0, session: 0, atMs: newest })
    expect(model.contextOf({ sessionId: 't' })).toEqual({ items: [2], user: -1, session: 1, atMs: newest })
    // A user without a session id goes on with the running one, until the pause is longer than half an hour.
    expect(model.contextOf({ userId: 'u', atMs: atMs + 1_800_001 })).toMatchObject({ items: [0, 1], session: 0 })
    expect(model.contextOf({ userId: 'u', atMs: atMs + 1_800_002 })).toMatchObject({ items: [], user: 0, session: -1 })
    expect(model.contextOf({ recent: ['c', 'unknown', 'a'] })).toMatchObject({ items: [2, 0] })
    expect(new NextItemModel().contextOf({}).atMs).toBe(0)
  })

  it('reads the newest fifty items of a session, and of the recent items given', () => {
    const itemIds = Array.from({ length: 60 }, (_, n) => `i${n}`)
    const model = modelOf(itemIds.map((itemId) => ({ itemId, sessionId: 's', atMs })))
    const newest = Array.from({ length: 50 }, (_, n) => 10 + n)
    expect(model.contextOf({ sessionId: 's' }).items).toEqual(newest)
    expect(model.contextOf({ recent: itemIds }).items).toEqual(newest)
  })

  it('scores the first event of a new session if the user has a history', () => {
    const model = modelOf([{ itemId: 'a', userId: 'u', atMs }])
    const day = 86_400_000
    expect(model.observe({ itemId: 'a', userId: 'u', atMs: atMs + day })).not.toEqual([])
    expect(model.observe({ itemId: 'a', userId: 'other', atMs: atMs + day })).toEqual([])
    expect(model.learnedCases).toBe(1)
  })

  it('drops the oldest tenth only when an event exceeds the capacity', () => {
    const model = modelOf([], 20)
    const counts = Array.from({ length: 22 }, (_, n) => {
      model.apply({ itemId: `i${n}`, sessionId: 's', atMs: atMs + n })
      return model.counts.events
    })
    expect(counts.slice(18)).toEqual([19, 20, 19, 20])
    expect([1, 2].map((n) => model.knows(`i${n}`))).toEqual([false, true])
  })

  it('reads what was learned from the beginning of a snapshot', () => {
    const model = modelOf([])
    for (let n = 0; n < 30; n++) for (const event of sessions('abc')) model.observe({ ...event, sessionId: `s${n}` })
    const bytes = model.encode()
    const head = bytes.length - 8 * model.counts.events
    expect(NextItemModel.decodeLearned(bytes.subarray(0, head))).toEqual(model.learned)
    expect(() => NextItemModel.decodeLearned(bytes.subarray(0, 100))).toThrow(RangeError)
    expect(() => NextItemModel.decodeLearned(bytes.subarray(0, 11))).toThrow('11 bytes are too few')
  })

  it('copies its events except some, and learns nothing in the copy', () => {
    const model = modelOf([])
    for (let n = 0; n < 30; n++) for (const event of sessions('abc')) model.observe({ ...event, sessionId: `s${n}` })
    const copy = model.copyWithout([0, 4])
    expect(copy.counts).toEqual({ events: 88, sessions: 30, users: 0, items: 3 })
    expect(copy.learned).toEqual(new NextItemModel().learned)
    expect(model.counts.events).toBe(90)
    expect(copy.log.capacity).toBe(1_002)
  })

  it('tells the memory of the log and of all parts, which grows with the events', () => {
    const empty = new NextItemModel()
    const model = modelOf(Array.from({ length: 1_000 }, (_, n) => ({ itemId: `i${n}`, sessionId: 's', atMs })))
    expect(empty.bytes).toBeGreaterThan(empty.log.heldBytes + empty.blend.heldBytes)
    expect(model.bytes).toBeGreaterThan(empty.bytes + 1_000 * 29)
  })

  it('gives reasons only if asked for', () => {
    const model = modelOf(sessions('ab'))
    expect(model.predict({ recent: ['a'] })[0]).not.toHaveProperty('reasons')
    expect(model.predict({ recent: ['a'], explain: true })[0]).toHaveProperty('reasons')
  })

  it('keeps the parameters of its components through a snapshot', () => {
    const model = modelOf(sessions('ab', 'ac'))
    for (const { tuning } of model.blend.predictors) if (tuning?.values.halfAge) tuning.values.halfAge = 7
    const { tuning } = NextItemModel.decode(model.encode()).learned
    expect(Object.keys(tuning)).toEqual(['vmisKnn', 'transitions', 'ppm', 'randomWalk', 'timeOfWeek', 'trend'])
    expect([tuning.vmisKnn?.halfAge, tuning.transitions?.halfAge, tuning.ppm?.halfAge]).toEqual([7, 7, 7])
  })
})
