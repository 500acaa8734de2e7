import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { usage } from '../../test/arbitraries.ts'
import type { UsageEvent } from '../log/event-log.ts'
import { NextItemModel } from './next-item-model.ts'
import type { PredictionQuery } from './prediction.ts'

const minuteMs = 60_000

/** Events of distinct times, and the same in any order. */
const permuted = usage
  .map((events) => [...new Map(events.map((event) => [event.atMs, event])).values()])
  .chain((events) => fc.tuple(fc.constant(events), fc.shuffledSubarray(events, { minLength: events.length })))
const inOrder = (events: readonly UsageEvent[]) => events.toSorted((a, b) => a.atMs - b.atMs)

function modelOf(events: readonly UsageEvent[], options = {}): NextItemModel {
  const model = new NextItemModel(options)
  for (const event of events) model.apply(event)
  return model
}

/** The items of the running session. */
const itemsOf = (model: NextItemModel, query: PredictionQuery) =>
  model.contextOf(query).items.map((item) => model.log.items.names.nameOf(item))

/** What a model answers to users, sessions, unknown ones, and whoever is at an item. */
function answersOf(model: NextItemModel) {
  const atMs = 1.7e12 + 100 * minuteMs
  const ids = ['u1', 'u2', 'u3'].map((userId) => ({ userId }))
  const sessions = ['s1', 's2', 's3', 's4'].map((sessionId) => ({ sessionId }))
  const places = ['a', 'b', 'c', 'd', 'e', 'ü', '商品'].map((item) => ({ recent: ['b', item] }))
  const queries = [...ids, ...sessions, ...places, {}]
  return [
    model.counts,
    queries.map((query) => model.predict(query)),
    queries.map((query) => model.predict({ ...query, atMs })),
    model.related(['a', 'b'], 10),
  ]
}

describe('events in any order', () => {
  it('give the same predictions as in the order of their times, to the last bit', () => {
    fc.assert(
      fc.property(permuted, ([events, shuffled]) => {
        expect(answersOf(modelOf(shuffled))).toEqual(answersOf(modelOf(inOrder(events))))
      }),
      { numRuns: 300 },
    )
  })

  it('give the same predictions if some are asked for in between', () => {
    fc.assert(
      fc.property(permuted, ([events, shuffled]) => {
        const model = new NextItemModel()
        for (const event of shuffled) {
          model.apply(event)
          model.predict({ userId: event.userId ?? '' })
        }
        expect(answersOf(model)).toEqual(answersOf(modelOf(inOrder(events))))
      }),
    )
  })

  it('give the same predictions after some were removed', () => {
    fc.assert(
      fc.property(permuted, fc.array(fc.nat(39)), ([events, shuffled], regrets) => {
        const removed = events.filter((_, n) => regrets.includes(n))
        const model = modelOf(shuffled)
        for (const event of removed) model.remove(event)
        expect(answersOf(model)).toEqual(answersOf(modelOf(inOrder(events.filter((e) => !removed.includes(e))))))
      }),
    )
  })

  it('give the same predictions after the model was stored and loaded', () => {
    fc.assert(
      fc.property(permuted, ([events, shuffled]) => {
        const loaded = NextItemModel.decode(modelOf(shuffled).encode())
        expect(answersOf(loaded)).toEqual(answersOf(modelOf(inOrder(events))))
      }),
    )
  })
})

/** Sessions in which item n is followed by item n + 1 of a circle of 50. */
const circle = Array.from({ length: 20_000 }, (_, n) => ({
  itemId: `i${Math.trunc(n / 1_000) + (n % 31)}`,
  sessionId: `s${n % 1_000}`,
  atMs: 1.7e12 + n * minuteMs,
}))
/** 7,919 and the number of events have no common divisor, so each is there once. */
const shuffled = circle.map((_, n) => circle[(n * 7_919) % circle.length] ?? { itemId: '', atMs: 0 })
const places = Array.from({ length: 50 }, (_, n) => ({ recent: [`i${n}`], limit: 20 }))

describe.each([
  ['newest first', circle.toReversed()],
  ['shuffled', shuffled],
])('twenty thousand events %s', (_name, events) => {
  it('give the same predictions as in order', () => {
    const expected = modelOf(circle)
    const model = modelOf(events)
    for (const query of [...places, {}]) expect(model.predict(query)).toEqual(expected.predict(query))
  })

  it('leave the newest events in a log that holds fewer', () => {
    const model = modelOf(events, { capacity: 10_000 })
    const times = Array.from({ length: model.log.length }, (_, event) => model.log.atMs(event))
    expect(times.filter((atMs) => atMs >= 1.7e12 + 11_000 * minuteMs)).toHaveLength(9_000)
  })
})

describe('a late event', () => {
  const view = (itemId: string, atMs: number, rest = {}) => ({ itemId, sessionId: 's', userId: 'u', atMs, ...rest })

  it('is between the events before and after it, also for what follows them', () => {
    const model = modelOf([view('a', 0), view('c', 2 * minuteMs), view('b', minuteMs)])
    const first = (itemId: string) => model.predict({ recent: [itemId], limit: 1 }).map((top) => top.itemId)
    expect([first('a'), first('b')]).toEqual([['b'], ['c']])
    expect(itemsOf(model, { sessionId: 's' })).toEqual(['a', 'b', 'c'])
  })

  it('does not move the time back that is taken for now', () => {
    const model = modelOf([view('a', 10 * minuteMs), view('b', minuteMs)])
    expect(model.contextOf({ sessionId: 's' }).atMs).toBe(10 * minuteMs)
  })

  it('joins two visits without session ids that it lies between', () => {
    const visit = (itemId: string, atMs: number) => ({ itemId, userId: 'u', atMs })
    const model = modelOf([visit('a', 0), visit('c', 50 * minuteMs)])
    expect(model.counts.sessions).toBe(2)
    model.apply(visit('b', 25 * minuteMs))
    expect(model.counts.sessions).toBe(1)
  })

  it('is not scored, because what came after it is known', () => {
    const model = modelOf([view('a', 0), view('c', 2 * minuteMs)])
    expect(model.observe(view('b', minuteMs))).toEqual([])
    expect(model.observe(view('d', 3 * minuteMs))).not.toEqual([])
  })

  it('of the same time as others comes after them', () => {
    const model = modelOf([view('a', 0), view('b', 0), view('d', minuteMs), view('c', 0)])
    expect(itemsOf(model, { sessionId: 's' })).toEqual(['a', 'b', 'c', 'd'])
  })
})

it('an event five minutes ahead of the clock leaves the sessions of others as they are', () => {
  const events = ['a', 'b', 'c'].map((itemId, n) => ({ itemId, userId: 'u', atMs: n * minuteMs }))
  const ahead = { itemId: 'x', userId: 'other', atMs: 8 * minuteMs }
  const model = modelOf([...events.slice(0, 2), ahead, ...events.slice(2)])
  const items = (userId: string) => itemsOf(model, { userId, atMs: 3 * minuteMs })
  expect([items('u'), items('other')]).toEqual([['a', 'b', 'c'], ['x']])
})
