import { describe, expect, it } from 'vitest'
import { PushedItems, usesIn } from './pushed-items.ts'

const source = 'address:9.9.9.9'
const startMs = Date.UTC(2026, 10, 30)

describe('PushedItems', () => {
  it('knows an item that most of many visitors of one source use', () => {
    const items = new PushedItems()
    const pushed = Array.from({ length: 60 }, (_, n) =>
      items.isPushed(source, { itemId: 'mine', who: `fake-${n}` }, startMs + n),
    )
    expect(Math.abs(pushed.indexOf(true) - 30)).toBeLessThan(3)
    expect(pushed.slice(33)).not.toContain(false)
  })

  it('takes one visitor who repeats a use for no push', () => {
    const items = new PushedItems()
    for (let n = 0; n < 500; n++)
      expect(items.isPushed(source, { itemId: 'video', who: 'ada' }, startMs + n)).toBe(false)
  })

  it('takes an address of very many people for no push while they use different items, one of them the most', () => {
    const items = new PushedItems()
    for (let n = 0; n < 20_000; n++) {
      const itemId = n % 5 < 2 ? 'popular' : `item-${n % 97}`
      expect(items.isPushed(source, { itemId, who: `person-${n}` }, startMs + n)).toBe(false)
    }
  })

  it('does not add one source to another, nor one hour to the next', () => {
    const items = new PushedItems()
    for (let n = 0; n < 100; n++) {
      expect(items.isPushed(`address:9.9.9.${n % 5}`, { itemId: 'hit', who: `v${n}` }, startMs)).toBe(false)
      expect(items.isPushed(source, { itemId: 'hit', who: `v${n}` }, startMs + n * 200_000)).toBe(false)
    }
  })
})

it('reads uses of users, or else of sessions, and passes by what is none', () => {
  const lines = [{ itemId: 'a', userId: 'u', sessionId: 's' }, { itemId: 'b', sessionId: 's' }, { itemId: 'c' }]
  expect(usesIn([...lines, null, 7, 'x', undefined, { itemId: 5, userId: 'u' }])).toEqual([
    { itemId: 'a', who: 'u' },
    { itemId: 'b', who: 's' },
  ])
})
