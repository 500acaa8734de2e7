import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { pageUrl } from './page-url.ts'

const ofUrl = (url: string) => pageUrl({ id: 'tea', url })

/** Text that looks much like an address, and text that looks like nothing. */
const hostile = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .array(
      fc.constantFrom(
        '/',
        '\\',
        '//',
        'http:',
        'https:',
        '.',
        '..',
        '@',
        ':',
        'evil.example',
        '\t',
        '\n',
        ' ',
        '?',
        '#',
        '%2f',
        '%',
        '<',
        '"',
        'ü',
      ),
    )
    .map((parts) => parts.join('')),
)

describe('the page of an item', () => {
  it.each([
    ['https://shop.example/tea?size=big', 'https://shop.example/tea?size=big'],
    ['HTTP://shop.example', 'http://shop.example/'],
    ['/tea/green?leaf=whole', '/tea/green?leaf=whole'],
    ['/tee/grün', '/tee/gr%C3%BCn'],
    ['/tea#brewing', '/tea'],
  ])('the page of an item with the address %s is %s', (url, page) => expect(ofUrl(url)).toBe(page))

  it.each([
    'javascript:alert(1)',
    'data:text/html,x',
    'ftp://shop.example/tea',
    '//evil.example/tea',
    '/\\evil.example',
    '/\t/evil.example',
    '/.//evil.example',
    'https://me:secret@shop.example/',
    'tea',
    'https:tea',
    '',
  ])('%j is not the page of an item', (url) => expect(ofUrl(url)).toBeUndefined())

  it('an item without a url whose id is no path has no page', () => {
    expect(pageUrl({ id: 'tea' })).toBeUndefined()
  })

  it.each([
    ['/tea/100% leaf', '/tea/100%25%20leaf'],
    ['/tee/grün', '/tee/gr%C3%BCn'],
    ['/tea/a%2Fb', '/tea/a%2Fb'],
    ['/th%E9', '/th%E9'],
    ['/tea?id=7&page=2', '/tea?id=7&page=2'],
    ['/tea?id=ä b', '/tea?id=%C3%A4%20b'],
    ['/tea#leaf', '/tea%23leaf'],
    ['/tea\\leaf\n ', '/tea%5Cleaf%0A%20'],
  ])('the page that views name %j is %s', (id, page) => expect(pageUrl({ id })).toBe(page))

  it('an address with a quotation mark in its host is not a page', () => {
    expect(ofUrl('http://"/')).toBeUndefined()
  })

  it('the page of an item never leads off the site and never breaks out of the rules, for any id', () => {
    fc.assert(
      fc.property(hostile, fc.boolean(), (text, isUrl) => {
        const page = isUrl ? ofUrl(text) : pageUrl({ id: text })
        if (page === undefined) return
        expect(page).toMatch(/^[!-~]+$/)
        expect(page).not.toMatch(/["<>]/)
        const { origin, protocol } = new URL(page, 'https://shop.example/a/b')
        expect(page.startsWith('/') ? origin === 'https://shop.example' : /^https?:$/.test(protocol)).toBe(true)
      }),
      { numRuns: 2_000 },
    )
  })
})
