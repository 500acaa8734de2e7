import fc from 'fast-check'
import { expect, test as it } from 'vitest'
import { countsOf, type FilterExpression, holds, inOrder, sourceOf } from '../../test/naive-answers.ts'
import { narrowed } from '../../test/narrowed.ts'
import type { AttributeValue, SearchDocument } from '../document.ts'
import { SearchIndex } from '../index.ts'

const texts = ['', '1', '2', 'b', 'B', 'é', 'e\u0301', '😀', '\ud800', 'שלום', '__proto__', 'x'.repeat(300)]
const scalar = fc.oneof(fc.nat(3), fc.constantFrom(...texts), fc.boolean(), fc.constantFrom(null, -0.5, 1e300))
const { value } = fc.letrec<{ value: AttributeValue }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    scalar,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.record({ b: tie('value') }),
  ),
}))
const document = fc.record(
  {
    id: fc.nat(30).map(String),
    title: fc.constantFrom('wing', 'heat', 'wing heat', ...texts),
    kind: fc.constantFrom(...texts),
    tags: fc.array(fc.constantFrom(...texts), { maxLength: 3 }),
    attributes: fc.dictionary(fc.constantFrom('a', 'c', '__proto__', 'constructor'), value),
  },
  { requiredKeys: ['id', 'title'] },
)
const changes = fc.array(fc.oneof({ weight: 3, arbitrary: document }, fc.nat(30).map(String)), {
  maxLength: 160,
  size: 'max',
})

const allFields = [
  'id',
  'kind',
  'title',
  'tags',
  'attributes.a',
  'attributes.a.b',
  'attributes.c',
  'attributes.constructor',
]
const literal = fc.oneof(fc.nat(3), fc.constantFrom(...texts.filter((text) => text !== '\ud800')), fc.boolean())
const comparison = fc
  .record({
    field: fc.constantFrom(...allFields),
    op: fc.constantFrom('=', '!=', '<', '<=', '>', '>=', 'in'),
    literals: fc.array(literal, { minLength: 1, maxLength: 3 }),
  })
  .map(({ field, op, literals }) => {
    const own = field.startsWith('attributes.') ? literals : literals.map(String)
    const isOrder = op.startsWith('<') || op.startsWith('>')
    const ordered = field !== 'tags' && typeof own[0] !== 'boolean'
    return { field, op: isOrder && !ordered ? '=' : op, literals: op === 'in' ? own : own.slice(0, 1) }
  })
const { asked } = fc.letrec<{ asked: FilterExpression }>((tie) => ({
  asked: fc.oneof(
    { depthSize: 'small' },
    comparison,
    fc.record({ not: tie('asked') }),
    fc.record({ and: fc.boolean(), parts: fc.array(tie('asked'), { minLength: 2, maxLength: 3 }) }),
  ),
}))

const answersOf = (index: SearchIndex, condition: FilterExpression, sort: string) => {
  const request = narrowed({ where: sourceOf(condition), sort })
  const { hits, total, facets } = index.search({ query: '', limit: 100, ...request })
  return {
    ids: hits.map(({ id }) => id),
    total,
    counts: Array.from(facets ?? [], ([, counts]) => new Map(counts.map(({ value, count }) => [value, count]))),
    found: index.search({ query: 'wing', limit: 100, where: request.where }).hits,
  }
}

const naiveAnswersOf = (
  index: SearchIndex,
  held: readonly SearchDocument[],
  condition: FilterExpression,
  sort: string,
) => {
  const filter = (item: SearchDocument): boolean => holds(condition, item)
  const matching = held.filter(filter)
  return {
    ids: inOrder(matching, sort.replace('-', ''), sort.startsWith('-') ? -1 : 1),
    total: { value: matching.length, relation: 'exact' },
    counts: ['kind', 'tags', 'attributes.a'].map((field) => countsOf(matching, field)),
    found: index.search({ query: 'wing', limit: 100, filter }).hits,
  }
}

it('filters, facets and orders equal those of reading every document, through any changes', () => {
  const order = fc
    .constantFrom(...allFields.filter((field) => field !== 'tags'))
    .chain((name) => fc.constantFrom(name, `-${name}`))
  fc.assert(
    fc.property(fc.array(changes, { minLength: 1, maxLength: 3 }), asked, order, (rounds, condition, sort) => {
      const index = new SearchIndex()
      const held = new Map<string, SearchDocument>()
      for (const round of rounds) {
        for (const change of round) {
          if (typeof change === 'string') index.remove(change)
          else index.put(change)
          if (typeof change === 'string') held.delete(change)
          else held.set(change.id, change)
        }
        expect(answersOf(index, condition, sort)).toEqual(naiveAnswersOf(index, [...held.values()], condition, sort))
      }
    }),
    { numRuns: 100 },
  )
})

it('columns stay within their memory, however many fields are used', () => {
  const index = new SearchIndex()
  for (let n = 0; n < 200; n++) index.put({ id: `${n}`, title: '', attributes: { a: `${n}` } })
  const { bytes } = index
  for (let n = 0; n < 200; n++)
    index.search({ query: '', limit: 1, ...narrowed({ where: `attributes.x${n} != "${n}"` }) })
  expect(index.bytes).toBeGreaterThan(bytes)
  expect(index.bytes - bytes).toBeLessThan(200 * 300)
})
