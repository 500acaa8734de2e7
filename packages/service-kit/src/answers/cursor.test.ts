import { describe, expect, it } from 'vitest'
import { cursors } from './cursor.ts'

const secret = 'a secret of at least 32 characters'
const ofAcme = cursors<{ id: string }>(secret, 'items', 'acme')
const cursor = ofAcme.encode({ id: 'tea' })

it('a cursor holds the key of the last row of its page', () => {
  expect(ofAcme.decode(cursor)).toEqual({ id: 'tea' })
})

const altered = (place: number) =>
  cursor.slice(0, place) + (cursor[place] === 'A' ? 'B' : 'A') + cursor.slice(place + 1)

describe('rejects a cursor', () => {
  it.each([
    ['whose key was altered', altered(3)],
    ['whose signature was altered', altered(cursor.length - 2)],
    ['that was cut short', cursor.slice(0, -1)],
    ['with a character appended', `${cursor}A`],
    ['without a signature', 'eyJpZCI6InRlYSJ9'],
    ['that is empty', ''],
  ])('rejects a cursor %s', (_name, text) => {
    expect(() => ofAcme.decode(text)).toThrow(
      expect.objectContaining({
        code: 'validation_failed',
        errors: [{ pointer: '/cursor', code: 'cursor', detail: expect.stringContaining('page.nextCursor') }],
      }),
    )
  })

  it.each([
    ["of another tenant's list", cursors(secret, 'items', 'globex')],
    ['of another list', cursors(secret, 'runs', 'acme')],
    ['of another list of the same name', cursors(secret, 'items', 'acme', 'red')],
    ['of a list over all tenants', cursors(secret, 'items', '')],
    ['that is signed with another secret', cursors('another secret of 32 characters..', 'items', 'acme')],
  ])('rejects a cursor %s', (_name, other) => {
    expect(() => ofAcme.decode(other.encode({ id: 'tea' }))).toThrow('The cursor does not belong to this list')
  })
})

const page = (ids: string[], limit = 2) =>
  ofAcme.page(
    ids.map((id) => ({ id, title: id.toUpperCase() })),
    limit,
    ({ id }) => ({ id }),
  )

it('a page that finds one row more than its limit has a next page, which begins after its last row', () => {
  const { data, page: next } = page(['a', 'b', 'c'])
  expect(data.map(({ id }) => id)).toEqual(['a', 'b'])
  expect(next.hasMore).toBe(true)
  expect(ofAcme.decode(next.nextCursor ?? '')).toEqual({ id: 'b' })
})

it('a page of several rows goes on after the last of them', () => {
  const { page: next } = page(['a', 'b', 'c', 'd', 'e'], 4)
  expect(ofAcme.decode(next.nextCursor ?? '')).toEqual({ id: 'd' })
})

it.each([{ found: ['a', 'b'] }, { found: ['a'] }, { found: [] }])('$found is the last page', ({ found }) => {
  const { data, page: next } = page(found)
  expect(data.map(({ id }) => id)).toEqual(found)
  expect(next).toEqual({ nextCursor: null, hasMore: false })
})
