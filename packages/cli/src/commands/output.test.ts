import { expect, it } from 'vitest'
import { renderFacts, renderTable } from './output.ts'

it('a table aligns its columns and ends its lines without spaces', () => {
  const rows = [
    ['shop', 'growth'],
    ['a long id', ''],
  ]
  expect(renderTable(['id', 'plan'], rows).split('\n')).toEqual(['ID         PLAN', 'shop       growth', 'a long id'])
})

it('a table without rows has its heads', () => {
  expect(renderTable(['id', 'plan'], [])).toBe('ID  PLAN')
})

it('facts align their values', () => {
  expect(renderFacts({ tenant: 'shop', 'key id': 'k1' })).toBe('tenant  shop\nkey id  k1')
})
