import { expect, it } from 'vitest'
import { entryOf } from '../test/entry-of.ts'
import { Tags } from './tags.ts'

const entry = (count: number, tags: string[], generation = 'g') => entryOf({ tags, asOf: { generation, count } })

function listening(count = 0) {
  const tags = new Tags()
  tags.restart({ generation: 'g', count })
  return tags
}

it('an entry is dead after a hard and stale after a soft invalidation of one of its tags', () => {
  const tags = listening()
  const [one, two, three] = [entry(0, ['a', 'b']), entry(0, ['b', 'c']), entry(0, ['d'])]
  tags.hear({ count: 1, isSoft: false, tags: ['a'] })
  tags.hear({ count: 2, isSoft: true, tags: ['c'] })
  expect([one, two, three].map((each) => tags.validityOf(each))).toEqual(['dead', 'stale', 'fresh'])
})

it('an entry that was loaded after the invalidation is fresh', () => {
  const tags = listening()
  tags.hear({ count: 1, isSoft: false, tags: ['a'] })
  expect(tags.validityOf(entry(1, ['a']))).toBe('fresh')
})

it('a number that is missing is noticed', () => {
  const tags = listening(3)
  expect(tags.hear({ count: 4, isSoft: false, tags: [] })).toBe(true)
  expect(tags.hear({ count: 6, isSoft: false, tags: [] })).toBe(false)
})

it('nothing is known of an entry from before the listening began, or of another generation', () => {
  const tags = listening(5)
  expect(tags.validityOf(entry(4, ['a']))).toBe('unknown')
  expect(tags.validityOf(entry(9, ['a'], 'other'))).toBe('unknown')
  tags.restart({ generation: 'h', count: 0 })
  expect(tags.validityOf(entry(5, ['a']))).toBe('unknown')
})

it('a load that begins after this process invalidated sees it, although the stream has not told it yet', () => {
  const tags = listening()
  const before = tags.now
  tags.applyAt({ generation: 'g', count: 7 }, { isSoft: false, tags: ['a'] })
  expect(tags.validityOf(entry(before.count, ['a']))).toBe('dead')
  expect(tags.validityOf(entry(tags.now.count, ['a']))).toBe('fresh')
  expect(tags.heard).toBe(0)
})

it('tags that are forgotten for want of room leave entries unknown, not fresh', () => {
  const tags = listening()
  const old = entry(0, ['a'])
  for (let count = 1; count <= 100_001; count++) tags.hear({ count, isSoft: false, tags: [`t${count}`] })
  expect(tags.validityOf(old)).toBe('unknown')
})
