import { describe, expect, it } from 'vitest'
import { demoItems } from '../items/demo-items.ts'
import { dayMs } from './calendar.ts'
import { type DemoEvent, demoEvents } from './demo-events.ts'

const nowMs = Date.parse('2026-07-15T10:20:00Z')
const events = demoEvents({ seed: 1, nowMs })
const sessions = [...Map.groupBy(events, ({ sessionId }) => sessionId).values()]

describe('demoEvents', () => {
  it('demoEvents returns the same events for the same seed and time, and others for another seed', () => {
    expect(demoEvents({ seed: 1, nowMs })).toEqual(events)
    expect(demoEvents({ seed: 2, nowMs })).not.toEqual(events)
  })

  it('demoEvents makes some 3,000 sessions, nearly all with several pages', () => {
    expect(sessions.length).toBeGreaterThan(2500)
    expect(sessions.length).toBeLessThan(3800)
    expect(events.length).toBeGreaterThan(12_000)
    expect(events.length).toBeLessThan(18_000)
    expect(sessions.filter((session) => session.length < 2).length / sessions.length).toBeLessThan(0.05)
  })

  it('demo events view every item of the handbook, and no other', () => {
    const ids = demoItems().map(({ id }) => id)
    expect([...new Set(events.map(({ itemId }) => itemId))].sort()).toEqual(ids)
  })

  it('demo events lie within the last 28 days, in order, with different ids', () => {
    const times = events.map(({ occurredAt }) => Date.parse(occurredAt))
    expect(times).toEqual(times.toSorted((a, b) => a - b))
    expect(times[0]).toBeGreaterThan(nowMs - 28 * dayMs)
    expect(times.at(-1)).toBeLessThanOrEqual(nowMs)
    expect(new Set(events.map(({ id }) => id)).size).toBe(events.length)
  })

  it('a demo session has one reader, gaps under 30 minutes and no page twice in a row', () => {
    for (const session of sessions) {
      expect(new Set(session.map(({ userId }) => userId)).size).toBe(1)
      for (const [before, after] of pairs(session)) {
        expect(Date.parse(after.occurredAt) - Date.parse(before.occurredAt)).toBeLessThan(30 * 60_000)
        expect(after.itemId).not.toBe(before.itemId)
      }
    }
  })

  it('most demo readers come back, and often to pages that they know', () => {
    const visits = Map.groupBy(sessions, ([first]) => first?.userId)
    expect([...visits.values()].filter((own) => own.length > 1).length / visits.size).toBeGreaterThan(0.9)
    const seen = new Set<string>()
    const returns = events.filter(({ userId, itemId }) => seen.size === seen.add(`${userId} ${itemId}`).size)
    expect(returns.length / events.length).toBeGreaterThan(0.4)
  })

  it('demo readers go from dead letters to replay or stalled jobs', () => {
    const after = nextAfter('queues/dead-letters')
    expect(after.slice(0, 2).sort()).toEqual(['queues/replay', 'queues/stalled-jobs'])
  })

  it('a new subject becomes popular in the last three days of the demo', () => {
    const views = events.filter(({ itemId }) => itemId === 'prefetching/speculation-rules')
    const recent = views.filter(({ occurredAt }) => Date.parse(occurredAt) > nowMs - 3 * dayMs)
    expect(recent.length / 3).toBeGreaterThan((3 * (views.length - recent.length)) / 25)
  })

  it.each(['2026-02-28T23:59:59Z', '2026-03-01T00:00:00Z', '2028-02-29T12:00:00Z'])(
    'demoEvents works at the end of a month, such as %s',
    (moment) => {
      const others = demoEvents({ seed: 1, nowMs: Date.parse(moment) })
      expect(others.length).toBeGreaterThan(12_000)
      expect(others.every(({ occurredAt }) => Date.parse(occurredAt) <= Date.parse(moment))).toBe(true)
    },
  )
})

function pairs(session: readonly DemoEvent[]): [DemoEvent, DemoEvent][] {
  return session.slice(1).flatMap((after, index) => {
    const before = session[index]
    return before ? [[before, after]] : []
  })
}

/** The items that follow an item within a session, the most frequent first. */
function nextAfter(itemId: string): string[] {
  const next = sessions.flatMap(pairs).filter(([before]) => before.itemId === itemId)
  const counts = Map.groupBy(next, ([, after]) => after.itemId)
  return [...counts].sort(([, a], [, b]) => b.length - a.length).map(([id]) => id)
}
