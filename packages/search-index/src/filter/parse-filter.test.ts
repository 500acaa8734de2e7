import fc from 'fast-check'
import { describe, expect, test as it } from 'vitest'
import type { SearchDocument } from '../document.ts'
import { parseFilter } from './parse-filter.ts'

const document: SearchDocument = {
  id: 'x1',
  title: 'Say "hi"',
  kind: 'doc',
  tags: ['a', 'b'],
  url: 'https://example.org/x',
  attributes: {
    price: 12.5,
    stock: true,
    size: { width: 3 },
    colours: ['red', 'blue'],
    since: '2024-05-01',
    gone: null,
  },
}

function matches(source: string): boolean {
  const parsed = parseFilter(source)
  if (!parsed.ok) throw new Error(`${parsed.column}: ${parsed.message}`)
  return parsed.matches(document)
}

describe('a document matches', () => {
  it.each([
    'kind = "doc"',
    "kind = 'doc'",
    'kind != "page"',
    'id in ["x0", "x1"]',
    String.raw`title = "Say \"hi\""`,
    String.raw`title = 'Say \u0022hi"'`,
    'url >= "https://example.org"',
    'tags = "a"',
    'tags in ["c", "b"]',
    'tags != "c"',
    'attributes.price < 20',
    'attributes.price >= 12.5 and attributes.price <= 1.25e1',
    'attributes.price > -1',
    'attributes.stock = true',
    'attributes.size.width = 3',
    'attributes.colours = "blue"',
    'attributes.since < "2024-06-01"',
    'attributes.missing != 1',
    'not kind = "page"',
    'NOT (kind = "page" OR tags = "c")',
    'kind = "page" and tags = "c" or id = "x1"',
    'id = "x1" or kind = "page" and tags = "c"',
    'kind="doc"and(tags="a")',
  ])('a document matches %s', (source) => expect(matches(source)).toBe(true))
})

describe('a document does not match', () => {
  it.each([
    'kind = "DOC"',
    'tags in ["A"]',
    'tags != "a"',
    'attributes.price < "20"',
    'attributes.missing < 1',
    'attributes.missing = 1',
    'attributes.gone < 1',
    'attributes.toString = 1',
    'attributes.size.width.x = 3',
    'not (kind = "doc" and tags = "a")',
    '(id = "x1" or kind = "page") and tags = "c"',
  ])('a document does not match %s', (source) => expect(matches(source)).toBe(false))
})

describe('an error names the column', () => {
  it.each([
    ['', 1, 'expected id, kind, title, url, tags, createdAt, updatedAt or attributes.NAME, not the end'],
    ['colour = "red"', 1, 'expected id, kind, title, url, tags, createdAt, updatedAt or attributes.NAME, not "colour"'],
    ['kind == "doc"', 7, 'expected a string in quotes, not "="'],
    ['kind "doc"', 6, 'expected an operator (= != < <= > >= in), not "doc"'],
    ['kind = doc', 8, 'expected a string in quotes, not "doc"'],
    ['kind = 3', 8, 'expected a string in quotes, not "3"'],
    ['kind = "doc', 8, 'this string does not end'],
    ['kind = "doc" & tags = "a"', 14, '& has no meaning here'],
    ['kind = "doc" tags = "a"', 14, 'expected "and", "or" or the end, not "tags"'],
    ['(kind = "doc"', 14, 'expected ")", not the end'],
    ['tags < "a"', 6, 'tags have no order; use = != or in'],
    ['tags in "a"', 9, 'expected "[", not "a"'],
    ['tags in ["a" "b"]', 14, 'expected "," or "]", not "b"'],
    ['tags in []', 10, 'expected a string in quotes, not "]"'],
    ['attributes.a < true', 16, 'only numbers and strings have an order'],
    [
      'attributes. = 1',
      1,
      'expected id, kind, title, url, tags, createdAt, updatedAt or attributes.NAME, not "attributes."',
    ],
    ['kind = "a" and', 15, 'expected id, kind, title, url, tags, createdAt, updatedAt or attributes.NAME, not the end'],
  ])('rejects %j and names the column', (source, column, message) => {
    expect(parseFilter(source)).toEqual({ ok: false, column, message })
  })
})

it('orders numbers and strings, with the value itself within >= and <= only', () => {
  const holding = (field: string, value: string) =>
    ['<', '<=', '=', '!=', '>=', '>'].filter((operator) => matches(`${field} ${operator} ${value}`))
  expect(holding('attributes.price', '12.5')).toEqual(['<=', '=', '>='])
  expect(holding('attributes.price', '12.6')).toEqual(['<', '<=', '!='])
  expect(holding('attributes.price', '-12.5e0')).toEqual(['!=', '>=', '>'])
  expect(holding('kind', '"doc"')).toEqual(['<=', '=', '>='])
  expect(holding('kind', '"doc "')).toEqual(['<', '<=', '!='])
  expect(holding('kind', '"do"')).toEqual(['!=', '>=', '>'])
})

it('compares booleans in any case, and lists of values of several types', () => {
  expect(['TRUE', 'True', 'false'].map((value) => matches(`attributes.stock = ${value}`))).toEqual([true, true, false])
  expect(matches('attributes.stock != false')).toBe(true)
  expect(matches('attributes.price in [1, "12.5"]')).toBe(false)
  expect(matches('attributes.price IN [ true , 12.5 ]')).toBe(true)
  expect(matches('not not kind = "doc"')).toBe(true)
})

it('reads the dates of a document', () => {
  const dated = { ...document, createdAt: '2024-01-01', updatedAt: '2025-01-01' }
  const parsed = ['createdAt < "2024-06-01"', 'updatedAt < "2024-06-01"'].map((source) => parseFilter(source))
  expect(parsed.map((filter) => filter.ok && filter.matches(dated))).toEqual([true, false])
})

it('reads escapes in strings, and names with digits, hyphens and letters of any script', () => {
  const odd = { ...document, title: 'a\n\t\r/"\'', attributes: { 'grüße-2_b': 1 } }
  const title = parseFilter(String.raw`title = "a\n\t\r\/\"\'"`)
  const attribute = parseFilter('attributes.grüße-2_b = 1')
  expect([title.ok && title.matches(odd), attribute.ok && attribute.matches(odd)]).toEqual([true, true])
  expect(parseFilter('kind = "a" 𝄞')).toEqual({ ok: false, column: 12, message: '𝄞 has no meaning here' })
  expect(parseFilter("kind = 'a")).toEqual({ ok: false, column: 8, message: 'this string does not end' })
})

it('takes fifty levels of nesting, and no more', () => {
  const nested = (depth: number) => `${'('.repeat(depth)}kind = "doc"${')'.repeat(depth)}`
  expect(matches(nested(50))).toBe(true)
  expect(parseFilter(nested(51))).toEqual({ ok: false, column: 52, message: 'nested deeper than 50' })
  expect(matches(`${nested(50)} and ${nested(50)}`)).toBe(true)
  expect(parseFilter(`${'not '.repeat(51)}kind = "doc"`)).toMatchObject({ message: 'nested deeper than 50' })
})

it('rejects deep nesting, but no long chain', () => {
  expect(parseFilter(`${'('.repeat(100_000)}kind = "doc"`)).toMatchObject({ ok: false, column: 52 })
  expect(parseFilter('not '.repeat(100_000))).toMatchObject({ ok: false })
  expect(matches(`${'kind = "page" or '.repeat(10_000)}kind = "doc"`)).toBe(true)
})

const piece = fc.constantFrom(
  ...[
    'kind',
    'tags',
    'attributes.a',
    '=',
    '<',
    'in',
    '[',
    ']',
    ',',
    '(',
    ')',
    '"x"',
    '"',
    '1',
    'and',
    'or',
    'not',
    'true',
  ],
)
const anySource = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.array(piece).map((pieces) => pieces.join(' ')),
)

it('parses any text to a filter or to an error with a column in the text', () => {
  fc.assert(
    fc.property(anySource, (source) => {
      const parsed = parseFilter(source)
      const answer = parsed.ok ? parsed.matches(document) : parsed.column >= 1 && parsed.column <= source.length + 1
      expect(answer).toBeTypeOf('boolean')
      expect(parsed.ok || answer).toBe(true)
    }),
  )
})
