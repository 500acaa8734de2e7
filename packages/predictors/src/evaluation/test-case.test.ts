import { describe, expect, it } from 'vitest'
import { leaveOneOutCases, prefixCases } from './test-case.ts'

const used = (sessionId: string, items: string, userId = '') =>
  [...items].map((itemId, n) => ({ sessionId, userId, itemId, atMs: n }))

describe('prefixCases', () => {
  it('asks after every prefix of a session for the item that follows, at the time of the last', () => {
    const cases = prefixCases([...used('s', 'abc'), ...used('t', 'x')])
    expect(cases).toEqual([
      { query: { recent: ['a'], atMs: 0 }, next: 'b' },
      { query: { recent: ['a', 'b'], atMs: 1 }, next: 'c' },
    ])
  })

  it('names the user, if there is one', () => {
    const cases = prefixCases([...used('s', 'ab', 'ann'), ...used('t', 'ab')])
    expect(cases.map(({ query }) => query.userId)).toEqual(['ann', undefined])
    expect(cases[1]?.query).not.toHaveProperty('userId')
  })

  it('separates sessions whose events are interleaved', () => {
    const [a, x, b, y] = [...used('s', 'a'), ...used('t', 'x'), ...used('s', 'b'), ...used('t', 'y')]
    const cases = prefixCases([a, x, b, y].flatMap((event) => event ?? []))
    expect(cases.map(({ query, next }) => [query.recent, next])).toEqual([
      [['a'], 'b'],
      [['x'], 'y'],
    ])
  })
})

describe('leaveOneOutCases', () => {
  it('makes one case per user, from all earlier items, which are excluded', () => {
    const [heldOut] = used('', 'c', 'u')
    const cases = leaveOneOutCases([...used('', 'ab', 'u'), ...used('', 'z', 'v')], heldOut ? [heldOut] : [])
    expect(cases).toEqual([
      { query: { recent: ['a', 'b'], sessionId: '', userId: 'u', atMs: 0 }, next: 'c', excluded: new Set(['a', 'b']) },
    ])
  })

  it('makes no case for a user without a history', () => {
    expect(leaveOneOutCases([], used('', 'c', 'u'))).toEqual([])
  })
})
