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
})
