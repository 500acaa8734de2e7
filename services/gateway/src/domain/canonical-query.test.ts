import { expect, it } from 'vitest'
import { canonicalQuery } from './canonical-query.ts'

it('is equal for fields in another order', () => {
  expect(canonicalQuery({ tag: 'a b', limit: '2' })).toBe('limit=2&tag=a+b')
  expect(canonicalQuery({ limit: '2', tag: 'a b' })).toBe('limit=2&tag=a+b')
  expect(canonicalQuery(undefined)).toBe('')
})

it('keeps the order of values of one field, and differs for other values', () => {
  expect(canonicalQuery({ tag: ['b', 'a'] })).toBe('tag=b&tag=a')
  expect(canonicalQuery({ tag: 'b&tag=a' })).not.toBe(canonicalQuery({ tag: ['b', 'a'] }))
})
