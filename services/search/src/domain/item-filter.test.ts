import { describe, expect, it } from 'vitest'
import { itemOf } from '../test/item-of.ts'
import { itemFilter } from './item-filter.ts'

const now = '2026-11-21T12:00:00.000Z'
const nowMs = Date.parse(now)

const items = [
  itemOf('doc', { kind: 'doc' }),
  itemOf('page', { kind: 'page' }),
  itemOf('expired', { kind: 'doc', expiresAt: now }),
  itemOf('expiring', { kind: 'doc', expiresAt: '2026-11-21T12:00:00.001Z' }),
]

const passing = (source?: string) => items.filter(itemFilter(source, nowMs)).map(({ id }) => id)

describe('itemFilter', () => {
  it('leaves out an item from the moment it expires', () => {
    expect(passing()).toEqual(['doc', 'page', 'expiring'])
  })

  it("leaves out items that the caller's filter excludes, and expired items", () => {
    expect(passing('kind = "doc"')).toEqual(['doc', 'expiring'])
  })

  it('names the column of an error in the filter', () => {
    const errors = [{ pointer: '/filter', code: 'filter', detail: expect.stringMatching(/^Column 6: ./) }]
    expect(() => itemFilter('kind ? 3', nowMs)).toThrow(expect.objectContaining({ code: 'validation_failed', errors }))
  })
})
