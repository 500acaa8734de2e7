import { describe, expect, it } from 'vitest'
import { distinctItems, lineResults } from './bulk-upsert.ts'

const line = (index: number, id: string, title = id) => ({ index, value: { id, title } })
const fault = { pointer: '/title', code: 'required', detail: 'is missing' }

describe('bulk upsert', () => {
  it('saves of lines with one id the last', () => {
    expect(distinctItems([line(0, 'a', 'old'), line(1, 'b'), line(2, 'a', 'new')])).toEqual([
      { id: 'a', title: 'new' },
      { id: 'b', title: 'b' },
    ])
  })

  it('leaves faulty lines out and answers them with 422 and the reason', () => {
    const lines = [line(0, 'a'), { index: 1, fault, given: { id: 'b' } }, { index: 2, fault, given: undefined }]
    expect(distinctItems(lines)).toEqual([{ id: 'a', title: 'a' }])
    expect(lineResults(lines, new Set(['a']), new Map())).toEqual([
      { index: 0, id: 'a', status: 201 },
      { index: 1, id: 'b', status: 422, error: fault },
      { index: 2, id: null, status: 422, error: fault },
    ])
  })

  it('answers an item that the store refused with 422, and the items beside it as usual', () => {
    const refused = new Map([['b', { pointer: '/expiresAt', code: 'format', detail: 'cannot be stored' }]])
    expect(lineResults([line(0, 'a'), line(1, 'b')], new Set(['a']), refused)).toEqual([
      { index: 0, id: 'a', status: 201 },
      { index: 1, id: 'b', status: 422, error: refused.get('b') },
    ])
  })

  it('creates a new id with its first line and replaces it with the second', () => {
    expect(lineResults([line(0, 'new'), line(1, 'new'), line(2, 'known')], new Set(['new']), new Map())).toMatchObject([
      { status: 201 },
      { status: 200 },
      { status: 200 },
    ])
  })
})
