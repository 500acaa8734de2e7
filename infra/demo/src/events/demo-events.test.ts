import { describe, expect, it } from 'vitest'
import { demoItems } from '../items/demo-items.ts'
import { dayMs } from './calendar.ts'
import { type DemoEvent, demoEvents } from './demo-events.ts'

const nowMs = Date.parse('2026-07-15T10:20:00Z')
const events = demoEvents({ seed: 1, nowMs })
const sessions = [...Map.groupBy(events, ({ sessionId }) => sessionId).values()]

describe('demoEvents', () => {
  it('gives the same events for the same seed and moment, others for another seed', () => {
    expect(demoEvents({ seed: 1, nowMs })).toEqual(events)
    expect(demoEvents({ seed: 2, nowMs })).not.toEqual(events)
  })

  it('makes a few thousand sessions, nearly all of several pages', () => {
    expect(sessions.length).toBeGreaterThan(2500)
    expect(sessions.length).toBeLessThan(3800)
    expect(events.length).toBeGreaterThan(12_000)
    expect(events.length).toBeLessThan(18_000)
    expect(sessions.filter((session) => session.length < 2).length / sessions.length).toBeLessThan(0.05)
  })

  it('views existing items only, and leaves none unseen', () => {
    const ids = demoItems().map(({ id }) => id)
    expect([...new Set(events.map(({ itemId }) => itemId))].sort()).toEqual(ids)
  })

  it('keeps within the 28 days before now, in order, each event under an id of its own', () => {
    const times = events.map(({ occurredAt }) => Date.parse(occurredAt))
    expect(times).toEqual(times.toSorted((a, b) => a - b))
    expect(times[0]).toBeGreaterThan(nowMs - 28 * dayMs)
    expect(times.at(-1)).toBeLessThanOrEqual(nowMs)
    expect(new Set(events.map(({ id }) => id)).size).toBe(events.length)
  })

  it('gives each session one reader, gaps under 30 minutes and no page twice running', () => {
    for (const session of sessions) {
      expect(new Set(session.map(({ userId }) => userId)).size).toBe(1)
      for (const [before, after] of pairs(session)) {
        expect(Date.parse(after.occurredAt) - Date.parse(before.occurredAt)).toBeLessThan(30 * 60_000)
        expect(after.itemId).not.toBe(before.itemId)
      }
    }
  })

  it('has people who come back, mostly to pages they know', () => {
    const visits = Map.groupBy(sessions, ([first]) => first?.userId)
    expect([...visits.values()].filter((own) => own.length > 1).length / visits.size).toBeGreaterThan(0.9)
    const seen = new Set<string>()
    const returns = events.filter(({ userId, itemId }) => seen.size === seen.add(`${userId} ${itemId}`).size)
    expect(returns.length / events.length).toBeGreaterThan(0.4)
  })

  it('leads from dead letters to what one does about them', () => {
    const after = nextAfter('queues/dead-letters')
    expect(after.slice(0, 2).sort()).toEqual(['queues/replay', 'queues/stalled-jobs'])
  })

  it('shows a new subject rising in the last days', () => {
    const views = events.filter(({ itemId }) => itemId === 'prefetching/speculation-rules')
    const recent = views.filter(({ occurredAt }) => Date.parse(occurredAt) > nowMs - 3 * dayMs)
    expect(recent.length / 3).toBeGreaterThan((3 * (views.length - recent.length)) / 25)
  })

  it.each(['2026-02-28T23:59:59Z', '2026-03-01T00:00:00Z', '2028-02-29T12:00:00Z'])('works at %s', (moment) => {
    const others = demoEvents({ seed: 1, nowMs: Date.parse(moment) })
    expect(others.length).toBeGreaterThan(12_000)
    expect(others.every(({ occurredAt }) => Date.parse(occurredAt) <= Date.parse(moment))).toBe(true)
  })
})

function pairs(session: readonly DemoEvent[]): [DemoEvent, DemoEvent][] {
  return session.slice(1).flatMap((after, index) => {
    const before = session[index]
    return before ? [[before, after]] : []
  })
}

/** What follows an item within a session, most frequent first. */
function nextAfter(itemId: string): string[] {
  const next = sessions.flatMap(pairs).filter(([before]) => before.itemId === itemId)
  const counts = Map.groupBy(next, ([, after]) => after.itemId)
  return [...counts].sort(([, a], [, b]) => b.length - a.length).map(([id]) => id)
}
