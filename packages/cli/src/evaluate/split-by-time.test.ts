import { describe, expect, it } from 'vitest'
import { splitByTime } from './split-by-time.ts'

const event = (itemId: string, atMs: number, sessionId = '') => ({ itemId, atMs, sessionId, userId: 'u' })

describe('splitByTime', () => {
  it('the later part holds the newest events, whatever the order of the lines', () => {
    const events = Array.from({ length: 10 }, (_, n) => event(`i${n}`, n)).toReversed()
    const { train, later } = splitByTime(events, 0.2)
    expect(later.map(({ itemId }) => itemId)).toEqual(['i8', 'i9'])
    expect(train).toHaveLength(8)
  })

  it('a split by time never divides a session', () => {
    const events = [event('a', 0, 's'), event('b', 1, 't'), event('c', 2, 's'), event('d', 3, 't'), event('e', 4, 'v')]
    const { train, later } = splitByTime(events, 0.4)
    expect(train.map(({ itemId }) => itemId)).toEqual(['a', 'b', 'c', 'd'])
    expect(later.map(({ itemId }) => itemId)).toEqual(['e'])
  })
})
