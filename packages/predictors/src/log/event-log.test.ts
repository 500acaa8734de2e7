import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { usage, usageWithRegrets } from '../../test/arbitraries.ts'
import { EventLog, type UsageEvent } from './event-log.ts'

const minuteMs = 60_000

/** All that the log says, in names: the sessions by their events, and each user's and item's history. */
function told(log: EventLog) {
  const live = Array.from({ length: log.length }, (_, event) => event).filter((event) => log.isLive(event))
  const place = new Map(live.map((event, n) => [event, n]))
  const places = (events: number[]) => events.map((event) => place.get(event))
  return live.map((event) => ({
    item: log.items.names.nameOf(log.items.keyOf(event)),
    session: log.sessions.names.nameOf(log.sessions.keyOf(event)),
    user: log.users.names.nameOf(log.users.keyOf(event)),
    atMs: log.atMs(event),
    isImplicit: log.isImplicit(event),
    isInduced: log.isInduced(event),
    ofItem: places(log.items.eventsOf(log.items.keyOf(event))),
    ofSession: places(log.sessions.eventsOf(log.sessions.keyOf(event))),
    ofUser: places(log.users.eventsOf(log.users.keyOf(event))),
  }))
}

function logOf(events: readonly UsageEvent[]): EventLog {
  const log = new EventLog()
  for (const event of events) log.append(event)
  return log
}

const sessionsOf = (log: EventLog) => told(log).map(({ ofSession }) => ofSession[0])

describe('EventLog', () => {
  it('leads from an event to those before it of the same item, session and user', () => {
    const log = logOf([
      { itemId: 'a', sessionId: 's', userId: 'u', atMs: 1 },
      { itemId: 'b', sessionId: 't', userId: 'u', atMs: 2 },
      { itemId: 'a', sessionId: 't', userId: 'v', atMs: 3 },
    ])
    expect([log.items.previous(2), log.sessions.previous(2), log.users.previous(2)]).toEqual([0, 1, -1])
    expect([log.items.size(0), log.sessions.size(1), log.users.size(0)]).toEqual([2, 2, 2])
  })

  it('splits a user without session ids where the pause is longer than the gap', () => {
    const at = [0, 30, 61, 62].map((minute) => minute * minuteMs)
    expect(sessionsOf(logOf(at.map((atMs) => ({ itemId: 'a', userId: 'u', atMs }))))).toEqual([0, 0, 2, 2])
  })

  it('continues the session the user is in when an event names none', () => {
    const log = logOf([
      { itemId: 'a', sessionId: 's', userId: 'u', atMs: 0 },
      { itemId: 'b', userId: 'u', atMs: minuteMs },
    ])
    expect(sessionsOf(log)).toEqual([0, 0])
  })

  it('makes an event without session and user a session of its own', () => {
    const log = logOf([
      { itemId: 'a', atMs: 0 },
      { itemId: 'b', sessionId: '', userId: '', atMs: 0 },
    ])
    expect(sessionsOf(log)).toEqual([0, 1])
  })

  it('late events, inserted in any order and number, are at the places of their times', () => {
    const placed = usage.chain((events) =>
      fc.tuple(
        fc.constant(events.map((event, n) => ({ ...event, atMs: event.atMs + n / 100 }))),
        fc.shuffledSubarray(
          events.map((_, n) => n),
          { minLength: events.length },
        ),
        fc.integer({ min: 1, max: 5 }),
      ),
    )
    fc.assert(
      fc.property(placed, ([events, order, size]) => {
        const log = new EventLog()
        for (let n = 0; n < order.length; n += size) log.insert(order.slice(n, n + size).map((at) => events[at]!))
        const inOrder = logOf(events.toSorted((a, b) => a.atMs - b.atMs))
        expect(told(log)).toEqual(told(inOrder))
        const counts = ({ size: live, items, sessions, users }: EventLog) => [
          live,
          items.live,
          sessions.live,
          users.live,
        ]
        expect(counts(log)).toEqual(counts(inOrder))
      }),
      { numRuns: 500 },
    )
  })

  it('of events of one time, those that were there before come first', () => {
    const log = logOf([
      { itemId: 'a', sessionId: 's', atMs: 1 },
      { itemId: 'b', sessionId: 's', atMs: 2 },
    ])
    expect(log.insert([{ itemId: 'c', sessionId: 's', atMs: 1 }])).toEqual([1])
    expect(told(log).map(({ item }) => item)).toEqual(['a', 'c', 'b'])
  })

  it('equals the log that never had the removed events, with the sessions found by time', () => {
    fc.assert(
      fc.property(usageWithRegrets, (steps) => {
        const log = logOf(steps.map(({ event }) => event))
        steps.forEach(({ isRegretted }, event) => {
          if (isRegretted) log.remove(event)
        })
        const never = logOf(steps.filter(({ isRegretted }) => !isRegretted).map(({ event }) => event))
        expect(told(log)).toEqual(told(never))
        const counts = ({ size, items, sessions, users }: EventLog) => [size, items.live, sessions.live, users.live]
        expect(counts(log)).toEqual(counts(never))
      }),
      { numRuns: 500 },
    )
  })

  it('finds an event by all of its fields, and only by all of them', () => {
    fc.assert(
      fc.property(usage, (events) => {
        const log = logOf(events)
        for (const event of events) {
          const found = log.find(event)
          expect(event).toMatchObject({
            itemId: log.items.names.nameOf(log.items.keyOf(found)),
            atMs: log.atMs(found),
            isInduced: log.isInduced(found),
          })
          expect(log.find({ ...event, atMs: event.atMs + 0.5 })).toBe(-1)
          expect(log.find({ ...event, itemId: 'absent' })).toBe(-1)
        }
      }),
    )
  })

  it('keeps the newest events when compacted', () => {
    const log = logOf(['a', 'b', 'c', 'd'].map((itemId, atMs) => ({ itemId, sessionId: 's', atMs })))
    log.remove(2)
    log.compact(2)
    expect(told(log).map(({ item, ofSession }) => [item, ofSession])).toEqual([
      ['b', [0, 1]],
      ['d', [0, 1]],
    ])
    expect(log.items.names.find('a')).toBe(-1)
  })

  it('remembers whether our own suggestion caused an event, also after compacting', () => {
    fc.assert(
      fc.property(usage, fc.nat(40), (events, keep) => {
        const log = logOf(events)
        expect(told(log)).toMatchObject(events.map(({ isInduced }) => ({ isInduced })))
        log.compact(keep)
        const kept = events.slice(Math.max(0, events.length - keep))
        expect(told(log)).toMatchObject(kept.map(({ isInduced }) => ({ isInduced })))
      }),
    )
  })

  it('distinguishes an event that our own suggestion caused from an equal one', () => {
    const own = { itemId: 'a', sessionId: 's', atMs: 1 }
    const log = logOf([own, { ...own, isInduced: true }, own])
    expect([log.find(own), log.find({ ...own, isInduced: true })]).toEqual([2, 1])
  })

  it('is the same after it was stored and loaded', () => {
    fc.assert(
      fc.property(usageWithRegrets, (steps) => {
        const log = logOf(steps.map(({ event }) => event))
        steps.forEach(({ isRegretted }, event) => {
          if (isRegretted) log.remove(event)
        })
        const loaded = new EventLog()
        loaded.restore(log.state)
        expect(told(loaded)).toEqual(told(log))
        expect(loaded.size).toBe(log.size)
      }),
    )
  })

  it('holds no trace of an id whose events were all removed', () => {
    const log = logOf([{ itemId: 'a', sessionId: 's', userId: 'someone', atMs: 0 }])
    log.remove(0)
    expect(new TextDecoder().decode(log.state.users.names.bytes)).not.toContain('someone')
  })

  it.each([{ capacity: 1 }, { capacity: Number.NaN }, { sessionGapMs: -1 }])('rejects the options %j', (options) => {
    expect(() => new EventLog(options)).toThrow(RangeError)
  })

  it('takes capacities from 10 to below 2^30, and any gap from 0', () => {
    for (const options of [{ capacity: 9 }, { capacity: 2 ** 30 }, { sessionGapMs: Number.NaN }])
      expect(() => new EventLog(options)).toThrow(RangeError)
    expect(() => new EventLog({ capacity: 9 })).toThrow('capacity must be at least 10 and below 2^30, got 9')
    expect(() => new EventLog({ sessionGapMs: -1 })).toThrow('sessionGapMs must be 0 or more, got -1')
    const log = new EventLog({ capacity: 10.9, sessionGapMs: 0 })
    expect([log.capacity, log.sessionGapMs]).toEqual([10, 0])
    expect(new EventLog({ capacity: 2 ** 30 - 1 })).toMatchObject({ capacity: 2 ** 30 - 1, sessionGapMs: 1_800_000 })
    expect(new EventLog().capacity).toBe(5_000_000)
  })

  it('is full when it holds as many events as its capacity, removed ones included', () => {
    const log = new EventLog({ capacity: 10 })
    const full = Array.from({ length: 10 }, (_, atMs) => {
      log.append({ itemId: 'a', atMs })
      return log.isFull
    })
    expect(full).toEqual([...Array(9).fill(false), true])
    log.remove(3)
    expect([log.isFull, log.length, log.size]).toEqual([true, 10, 9])
  })

  it('has the newest event that was not removed', () => {
    const log = logOf(['a', 'b', 'c'].map((itemId, atMs) => ({ itemId, atMs })))
    expect(log.newest).toBe(2)
    log.remove(2)
    log.remove(1)
    expect(log.newest).toBe(0)
    log.remove(0)
    expect(log.newest).toBe(-1)
  })

  it('goes on with a session until a pause of more than the gap, to the millisecond', () => {
    const log = new EventLog({ sessionGapMs: 1_000 })
    log.append({ itemId: 'a', userId: 'u', atMs: 5_000 })
    const user = log.users.names.find('u')
    expect([5_000, 6_000, 6_001].map((atMs) => log.runningSession(user, atMs))).toEqual([0, 0, -1])
    expect(log.runningSession(-1, 5_000)).toBe(-1)
  })

  it('finds each of two items that a session used at the same time', () => {
    const own = (itemId: string) => ({ itemId, sessionId: 's', userId: 'u', atMs: 1 })
    const log = logOf([own('a'), own('b')])
    expect([log.find(own('a')), log.find(own('b'))]).toEqual([0, 1])
  })

  it('finds an event of an unknown user, session or item nowhere', () => {
    const log = logOf([{ itemId: 'a', sessionId: 's', userId: 'u', atMs: 1 }])
    const own = { itemId: 'a', sessionId: 's', userId: 'u', atMs: 1 }
    expect(log.find(own)).toBe(0)
    for (const other of [{ userId: 'v' }, { sessionId: 't' }, { itemId: 'b' }, { userId: '' }, { sessionId: '' }])
      expect(log.find({ ...own, ...other })).toBe(-1)
  })

  it('holds no time and no flag of a removed event', () => {
    const log = logOf([{ itemId: 'a', userId: 'u', atMs: 7, isInduced: true }])
    log.remove(0)
    expect([[...log.state.atMs], [...log.state.flags]]).toEqual([[0], [0]])
  })

  it('keeps all events when compacted to more than it holds, and none when compacted to 0', () => {
    const log = logOf(['a', 'b'].map((itemId, atMs) => ({ itemId, sessionId: 's', atMs })))
    log.compact(10)
    expect([log.size, log.length, log.atMs(1)]).toEqual([2, 2, 1])
    log.compact(0)
    expect([log.size, log.length, log.newest, log.items.live]).toEqual([0, 0, -1, 0])
  })

  it('holds 37 bytes an event with users, and 29 without, besides slack and names', () => {
    const bytes = (userId: string) => {
      const log = new EventLog()
      const empty = log.heldBytes
      for (let n = 0; n < 1_000; n++) log.append({ itemId: 'a', sessionId: 's', userId, atMs: n })
      return (log.heldBytes - empty) / 1_000
    }
    const [withUsers, without] = [bytes('u'), bytes('')]
    expect(withUsers).toBeGreaterThanOrEqual(36)
    expect(withUsers).toBeLessThan(2 * 37)
    expect((withUsers - without) / (withUsers + 0.2)).toBeCloseTo(8 / 37, 1)
  })
})
