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

  it('the page of an item without a url is its id, if that is a path', () => {
    expect(pageUrl({ id: '/tea/100% leaf?' })).toBe('/tea/100%25%20leaf%3F')
    expect(pageUrl({ id: 'tea' })).toBeUndefined()
  })

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
