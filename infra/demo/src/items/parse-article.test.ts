import { describe, expect, it } from 'vitest'
import { parseArticle } from './parse-article.ts'

const content = '# Leases\n\nKind: concept\nTags: locks, time\n\nA lease is\na lock.\n\nIt ends.\n'

describe('parseArticle', () => {
  it('parseArticle reads title, kind and tags, and joins the lines of a paragraph', () => {
    const text = 'A lease is a lock.\n\nIt ends.'
    expect(parseArticle('leases.md', content)).toEqual({
      title: 'Leases',
      kind: 'concept',
      tags: ['locks', 'time'],
      text,
    })
  })

  it.each([
    ['an unknown kind', content.replace('concept', 'poem')],
    ['no tags', content.replace('Tags: locks, time\n', '')],
    ['no text', '# Leases\n\nKind: concept\nTags: locks\n'],
  ])('parseArticle names a file with %s', (_, broken) => {
    expect(() => parseArticle('leases.md', broken)).toThrow('leases.md: expected a heading, Kind')
  })
})
