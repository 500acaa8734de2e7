import { describe, expect, it } from 'vitest'
import { EventLog } from '../log/event-log.ts'
import { casesOf, heldOutSessions, inOrder, recentSessions, usageOf } from './recent-sessions.ts'

function logOf(sessions: number, events: number): EventLog {
  const log = new EventLog()
  for (let s = 0; s < sessions; s++) {
    for (let n = 0; n < events; n++)
      log.append({ itemId: `i${n}`, sessionId: `s${s}`, userId: 'u', atMs: s * events + n })
  }
  return log
}

describe('recentSessions', () => {
  it('takes the newest sessions, a fifth of all events', () => {
    const tail = recentSessions(logOf(10_000, 4))
    expect(tail.flat()).toHaveLength(8_000)
    expect(Math.min(...tail.flat())).toBe(32_000)
  })

  it('takes more of a short log, at most a half, and less of a very long one', () => {
    expect(recentSessions(logOf(100, 4)).flat()).toHaveLength(200)
    expect(recentSessions(logOf(50_000, 4)).flat()).toHaveLength(30_000)
  })

  it('gives back the events that were applied', () => {
    const event = { itemId: 'a', sessionId: 's', userId: 'u', atMs: 5 }
    const log = new EventLog()
    log.append(event)
    log.append({ itemId: 'b', userId: 'u', atMs: 6, isInduced: true })
    expect(usageOf(log, 0)).toEqual(event)
    expect(usageOf(log, 1)).toEqual({ itemId: 'b', sessionId: '', userId: 'u', atMs: 6, isInduced: true })
  })

  it('makes a case of every step, in the numbers of the other log', () => {
    const log = logOf(1, 3)
    const other = new EventLog()
    for (const itemId of ['i2', 'i1', 'i0']) other.append({ itemId, atMs: 0 })
    const cases = casesOf(log, [[0, 1, 2]], other, 10)
    expect(cases.map(({ context, next }) => [context.items, next])).toEqual([
      [[2], 1],
      [[2, 1], 0],
    ])
  })

  it('makes no case of an event that we caused, but has it in the context of the next one', () => {
    const log = new EventLog()
    for (const [atMs, itemId] of ['a', 'b', 'c'].entries())
      log.append({ itemId, sessionId: 's', atMs, isInduced: itemId === 'b' })
    expect(casesOf(log, [[0, 1, 2]], log, 10).map(({ context, next }) => [context.items, next])).toEqual([[[0, 1], 2]])
  })

  it('takes the newest events of an endless session, with the earlier ones as bounded context', () => {
    const log = logOf(1, 5_000)
    const tail = recentSessions(log)
    expect(tail.map((events) => events.length)).toEqual([20])
    const cases = casesOf(log, tail, log, 1_000)
    expect(cases.map(({ context }) => context.items.length)).toEqual(Array(20).fill(50))
  })

  it('holds out a fifth of the events, at most 3,000', () => {
    expect(heldOutSessions(logOf(100, 4)).flat()).toHaveLength(80)
    expect(heldOutSessions(logOf(10_000, 4)).flat()).toHaveLength(3_000)
  })

  it('takes sessions that were not held out, from the newest on', () => {
    const log = logOf(20, 4)
    const heldOut = heldOutSessions(log)
    expect(inOrder(heldOut)).toEqual(Array.from({ length: 16 }, (_, n) => 64 + n))
    expect(inOrder(recentSessions(log, heldOut))).toEqual(Array.from({ length: 40 }, (_, n) => 24 + n))
  })

  it('skips events that were removed', () => {
    const log = logOf(3, 2)
    log.remove(5)
    expect(heldOutSessions(log)).toEqual([[4]])
  })

  it('thins cases evenly', () => {
    const log = logOf(1, 11)
    const steps = [Array.from({ length: 11 }, (_, n) => n)]
    expect(casesOf(log, steps, log, 4).map(({ next }) => next)).toEqual([1, 3, 6, 8])
    expect(casesOf(log, steps, log, 10)).toHaveLength(10)
    expect(casesOf(log, steps, log, 100)).toHaveLength(10)
  })

  it('gives a case its user, session and time, and leaves out items that the other log lacks', () => {
    const log = logOf(2, 3)
    const other = new EventLog()
    for (const [sessionId, itemId] of [['new', 'i9'] as const, ['s1', 'i1'] as const])
      other.append({ itemId, sessionId, userId: 'u', atMs: 0 })
    const [first, second] = casesOf(log, [[3, 4, 5]], other, 10)
    expect(first).toEqual({ context: { items: [], user: 0, session: 1, atMs: 4 }, next: 1 })
    expect(second).toEqual({ context: { items: [1], user: 0, session: 1, atMs: 5 }, next: -1 })
  })
})
