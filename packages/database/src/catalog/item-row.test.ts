import { expect, it } from 'vitest'
import { type ItemRow, toItem } from './item-row.ts'

const atMs = new Date('2026-11-21T12:00:00Z')
const bare: ItemRow = {
  id: 'tea',
  title: 'Tea',
  text: null,
  kind: null,
  tags: [],
  attributes: {},
  url: null,
  size_bytes: null,
  expires_at: null,
  created_at: atMs,
  updated_at: atMs,
  deleted_at: null,
  alias_of: null,
  is_archived: false,
}
const times = { createdAt: '2026-11-21T12:00:00.000Z', updatedAt: '2026-11-21T12:00:00.000Z' }

it('an item that was given only a title has no other fields, not even empty attributes or tags', () => {
  expect(toItem(bare)).toEqual({ id: 'tea', title: 'Tea', ...times })
})

it('an item has every field that it was given', () => {
  const given = {
    text: 'Green',
    kind: 'drink',
    tags: ['hot'],
    attributes: { price: 3 },
    url: 'https://example.com/tea',
  }
  expect(toItem({ ...bare, ...given, size_bytes: 2_048n, expires_at: atMs })).toEqual({
    id: 'tea',
    title: 'Tea',
    ...given,
    sizeBytes: 2_048,
    expiresAt: '2026-11-21T12:00:00.000Z',
    ...times,
  })
})
