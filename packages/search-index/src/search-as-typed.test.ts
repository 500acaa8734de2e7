import { describe, expect, test as it } from 'vitest'
import { SearchIndex, type SearchIndexOptions } from './search-index.ts'

function indexOf(titles: Record<string, string>, options: SearchIndexOptions = {}): SearchIndex {
  const index = new SearchIndex(options)
  for (const [id, title] of Object.entries(titles)) index.put({ id, title })
  return index
}
const ids = (index: SearchIndex, query: string): string[] =>
  index.search({ query, limit: 10, correct: true }).hits.map(({ id }) => id)
const first = (index: SearchIndex, query: string): string | undefined => ids(index, query)[0]

describe('words with symbols', () => {
  const index = indexOf({
    a: 'F sharp, a scale',
    b: 'F# for beginners',
    c: 'C pointers',
    d: 'Modern C++ style',
    e: '.NET in production',
    f: 'A net for fishing',
    g: 'Follow @robin',
    h: 'A robin sings',
    i: 'Grade A+ eggs',
    j: 'Grade A eggs',
    k: 'R&D budget',
    l: 'Objective-C++ bridges',
  })

  it.each([
    ['F#', 'b'],
    ['c++', 'd'],
    ['C', 'c'],
    ['.net', 'e'],
    ['net', 'f'],
    ['@robin', 'g'],
    ['robin', 'h'],
    ['A+', 'i'],
    ['R&D', 'k'],
    ['objective-c++', 'l'],
  ])('finds %s first where it is written so', (query, id) => {
    expect(first(index, query)).toBe(id)
  })
})

describe('joined and split spellings', () => {
  const index = indexOf({
    mail: 'An e-mail address',
    vue: 'Vue.js components',
    uk: 'U.K. railways',
    book: 'ISBN 0-306-40615-2',
    phone: 'Phone (0221) 555 0199',
    hifi: 'HiFi amplifier',
    preschool: 'preschool',
    icecream: 'Ice cream without eggs',
    database: 'A data-base of birds',
  })

  it.each([
    ['email', 'mail'],
    ['vuejs', 'vue'],
    ['vue.js', 'vue'],
    ['UK', 'uk'],
    ['0306406152', 'book'],
    ['02215550199', 'phone'],
    ['hi-fi', 'hifi'],
    ['pre-school', 'preschool'],
    ['icecream', 'icecream'],
    ['database', 'database'],
  ])('%s finds its other spelling', (query, id) => {
    expect(first(index, query)).toBe(id)
  })

  it('reads a word as two only where a document writes the two side by side', () => {
    const others = Array.from({ length: 100 }, (_, n) => [`other${n}`, `other ${n}`])
    const index = indexOf({ ...Object.fromEntries(others), apart: 'Fork beside a lift', beside: 'Fork truck for hire' })
    expect(ids(index, 'forklift')).toEqual([])
    expect(ids(index, 'forktruck')).toEqual(['beside', 'apart'])
  })

  it('finds no decimal by its digits', () => {
    expect(ids(indexOf({ pi: 'About 3.14' }), '314')).toEqual([])
  })
})

describe('order and nearness', () => {
  it.each([
    ['31-07-19', 'Valve 31-19-07', 'Valve 31-07-19'],
    ['2023-02-10', 'Invoice 2023-10-02', 'Invoice 2023-02-10'],
    ['Paris to London', 'London to Paris', 'By train from Paris to London'],
    ['new orleans', 'Orleans new town', 'The jazz clubs of New Orleans'],
    ['red shoes', 'Shoes in blue and laces that are not too red', 'Elegant and comfortable red leather shoes for all'],
  ])('%s finds the words in order first', (query, other, right) => {
    expect(first(indexOf({ a: other, b: right }), query)).toBe('b')
    expect(first(indexOf({ b: other, a: right }), query)).toBe('a')
  })

  it('reads the order from texts, in any form and accent', () => {
    const index = new SearchIndex()
    index.put({ id: 'a', title: 'x', text: 'The layers have a boundary and cafés are noirs' })
    index.put({ id: 'b', title: 'x', text: 'Boundary layers and a café noir are what I have' })
    expect(first(index, 'boundary layer')).toBe('b')
    expect(first(index, 'cafe noir')).toBe('b')
  })
})

describe('other languages', () => {
  it.each([
    ['도서관', 'library'],
    ['부산', 'busan'],
    ['책', 'book'],
    ['보험', 'insurance'],
  ])('finds the Korean word %s with particles and within compounds', (query, id) => {
    const index = indexOf({
      library: '도서관에서 공부하기',
      busan: '부산으로 가는 길',
      book: '책을 읽다',
      insurance: '여행자보험 안내',
    })
    expect(ids(index, query)).toEqual([id])
  })

  it.each([
    ['Lampe', 'lamp'],
    ['Tischlampe', 'lamp'],
    ['Uhr', 'watch'],
    ['Schiff', 'museum'],
  ])('finds the German word %s within compounds', (query, id) => {
    const index = indexOf(
      { lamp: 'Schreibtischlampen aus Holz', watch: 'Armbanduhr', museum: 'Schifffahrtsmuseum', plate: 'Kreis' },
      { language: 'de' },
    )
    expect(ids(index, query)).toEqual([id])
    expect(ids(index, 'eis')).toEqual([])
  })

  it('finds Arabic words without vowel signs and with the article', () => {
    const index = indexOf({ house: 'البيت الكبير', book: 'كِتَاب قديم', school: 'والمدرسة' })
    expect(ids(index, 'بيت')).toEqual(['house'])
    expect(ids(index, 'الكتاب')).toEqual(['book'])
    expect(ids(index, 'مدرسه')).toEqual(['school'])
  })

  it('finds Hebrew words without signs, and Persian plurals', () => {
    const index = indexOf({ peace: 'שָׁלוֹם רַב', books: 'کتاب\u200cهای فارسی' })
    expect(ids(index, 'שלום')).toEqual(['peace'])
    expect(ids(index, 'כתב')).toEqual([])
    expect(ids(index, 'کتاب')).toEqual(['books'])
  })

  it('finds emoji in any tone', () => {
    const index = indexOf({ party: 'Party set 🎉', thumb: 'Well done 👍🏿', flag: 'Trip to 🇫🇷' })
    expect(ids(index, '🎉')).toEqual(['party'])
    expect(ids(index, '👍')).toEqual(['thumb'])
    expect(ids(index, '🇫🇷')).toEqual(['flag'])
  })
})

it('finds no markup', () => {
  const index = new SearchIndex()
  index.put({
    id: 'html',
    title: '<b>Red</b> &amp; tea',
    text: '<p>Fire&shy;proof<br>door</p><script>steal()</script>',
  })
  for (const query of ['steal', 'amp', 'b', 'shy', 'script', 'br']) expect(ids(index, query)).toEqual([])
  for (const query of ['fireproof', 'red', 'door']) expect(ids(index, query)).toEqual(['html'])
})
