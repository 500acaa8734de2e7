import { describe, expect, it } from 'vitest'
import { EventLog } from '../log/event-log.ts'
import { CoOccurrence } from './co-occurrence.ts'

function relatedIn(sessions: string[], given: string, limit = 10): [string, number][] {
  const log = new EventLog()
  sessions.forEach((items, n) => {
    for (const itemId of items) log.append({ itemId, sessionId: `s${n}`, atMs: 0 })
  })
  const top = new CoOccurrence(log).related(
    [...given].map((item) => log.items.names.find(item)),
    limit,
  )
  return Array.from({ length: top.size }, (_, n) => [log.items.names.nameOf(top.key(n)), top.score(n)])
}

describe('CoOccurrence', () => {
  it('scores items by the cosine of their incidence in sessions', () => {
    expect(relatedIn(['ab', 'ab', 'ac', 'c', 'c', 'c'], 'a')).toEqual([
      ['b', 2 / Math.sqrt(3 * 2)],
      ['c', 1 / Math.sqrt(3 * 4)],
    ])
  })

  it('averages over the given items and leaves them out', () => {
    const found = relatedIn(['abx', 'aby', 'ax'], 'ab')
    expect(found.map(([item]) => item)).toEqual(['x', 'y'])
    expect(found[0]?.[1]).toBeCloseTo((2 / Math.sqrt(6) + 1 / Math.sqrt(4)) / 2, 12)
  })

  it('stays within [0, 1] when items repeat or are sampled', () => {
    const sessions = Array.from({ length: 2_000 }, (_, n) => (n % 2 ? 'abab' : 'ac'))
    for (const [, score] of relatedIn(sessions, 'a')) {
      expect(score).toBeGreaterThan(0)
      expect(score).toBeLessThanOrEqual(1)
    }
  })

  it('lists at most the limit, and nothing without items in common', () => {
    expect(relatedIn(['abcdef'], 'a', 2)).toHaveLength(2)
    expect(relatedIn(['ab'], '')).toEqual([])
    expect(relatedIn(['a'], 'a')).toEqual([])
  })

  it('reads the newest fifty events of a session', () => {
    const letter = (n: number) => String.fromCharCode(0x4e00 + n)
    const session = [...Array.from({ length: 50 }, (_, n) => letter(n)), 'a'].join('')
    const found = relatedIn([session], 'a', 100).map(([item]) => item)
    expect(found).toHaveLength(49)
    expect(found).not.toContain(letter(0))
  })

  it('reads the newest 500 events of an item, and counts them for all of its events', () => {
    const sessions = ['xa', ...Array.from({ length: 250 }, () => 'ab'), ...Array.from({ length: 750 }, () => 'ac')]
    // All of the newest 500 of 1,001 events are beside c: as if 1,001 of 1,001 were, which is the most there can be.
    expect(relatedIn(sessions, 'a')).toEqual([['c', 1]])
    const halves = Array.from({ length: 1_000 }, (_, n) => (n % 2 ? 'ab' : 'acz'))
    const scores = Object.fromEntries(relatedIn(halves, 'a'))
    expect(scores.b).toBeCloseTo(500 / Math.sqrt(1_000 * 500), 12)
    expect(scores.c).toBeCloseTo(500 / Math.sqrt(1_000 * 500), 12)
  })

  it('lists items of equal score with the one used last first', () => {
    expect(relatedIn(['abcd'], 'a').map(([item]) => item)).toEqual(['d', 'c', 'b'])
  })

  it('tells the memory of its scratch', () => {
    expect(new CoOccurrence(new EventLog()).heldBytes).toBe(2 * 16 * (8 + 4))
  })
})
