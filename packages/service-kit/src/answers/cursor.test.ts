import { describe, expect, it } from 'vitest'
import { cursors } from './cursor.ts'

const secret = 'a secret of at least 32 characters'
const ofAcme = cursors<{ id: string }>(secret, 'acme items')
const cursor = ofAcme.encode({ id: 'tea' })

it('a cursor goes on where its page ended', () => {
  expect(ofAcme.decode(cursor)).toEqual({ id: 'tea' })
})

const altered = (place: number) =>
  cursor.slice(0, place) + (cursor[place] === 'A' ? 'B' : 'A') + cursor.slice(place + 1)

describe('a cursor is refused', () => {
  it.each([
    ['with its key altered', altered(3)],
    ['with its signature altered', altered(cursor.length - 2)],
    ['cut short', cursor.slice(0, -1)],
    ['with something added', `${cursor}A`],
    ['that nobody gave', 'eyJpZCI6InRlYSJ9'],
    ['that is empty', ''],
  ])('%s', (_name, text) => {
    expect(() => ofAcme.decode(text)).toThrow(
      expect.objectContaining({ code: 'validation_failed', errors: [expect.objectContaining({ pointer: '/cursor' })] }),
    )
  })

  it.each([
    ["of another tenant's list", cursors(secret, 'globex items')],
    ['of another list', cursors(secret, 'acme runs')],
    ['signed with another secret', cursors('another secret of 32 characters..', 'acme items')],
  ])('%s', (_name, other) => {
    expect(() => ofAcme.decode(other.encode({ id: 'tea' }))).toThrow('not one of this list')
  })
})
