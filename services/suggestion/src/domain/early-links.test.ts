import { expect, it } from 'vitest'
import { earlyLinks } from './early-links.ts'

const rule = (...urls: string[]) => [{ source: 'list', urls, relative_to: 'document', eagerness: 'immediate' } as const]

it('links are the pages of both lists, those to prerender first', () => {
  expect(earlyLinks({ prefetch: rule('/cup', '/pot'), prerender: rule('/tea') })).toBe(
    '</tea>; rel=prefetch, </cup>; rel=prefetch, </pot>; rel=prefetch',
  )
  expect(earlyLinks({ prefetch: [], prerender: [] })).toBe('')
})

it('no address breaks out of its link or of the header', () => {
  const links = earlyLinks({
    prefetch: rule('/a>; rel=x, <b', '/caf\u00e9\r\nSet-Cookie: a', '/\ud800'),
    prerender: [],
  })
  expect(links).toMatch(/^[\x20-\x7e]+$/)
  expect(links).toContain('</a%3E;%20rel=x,%20%3Cb>; rel=prefetch')
  expect(links).toContain('</caf%C3%A9%0D%0ASet-Cookie:%20a>; rel=prefetch')
})

it('many long addresses are cut between two links', () => {
  const urls = Array.from({ length: 50 }, (_, n) => `/${n}/${'x'.repeat(500)}`)
  const links = earlyLinks({ prefetch: rule(...urls), prerender: [] })
  expect(links.length).toBeLessThanOrEqual(4_100)
  expect(links.split(', ')).toHaveLength(7)
})
