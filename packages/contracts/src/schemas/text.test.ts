import { Value } from 'typebox/value'
import { describe, expect, it } from 'vitest'
import { Id, Named, Text, Time } from './text.ts'

describe('an id', () => {
  it.each([
    ['one byte', 'a'],
    ['256 bytes', 'a'.repeat(256)],
    ['256 bytes in fewer characters', '\u00e9'.repeat(128)],
    ['spaces and slashes', 'a b/c?d'],
  ])('with %s is accepted', (_name, id) => expect(Value.Check(Id(), id)).toBe(true))

  it.each([
    ['no byte', ''],
    ['257 bytes', 'a'.repeat(257)],
    ['257 bytes in 129 characters', `a${'\u00e9'.repeat(128)}`],
    ['a NUL', 'a\0b'],
    ['half a surrogate pair', 'a\ud800'],
    ['a number instead of text', 7],
  ])('with %s is rejected', (_name, id) => expect(Value.Check(Id(), id)).toBe(false))
})

it('text is rejected if Postgres cannot store it as it was sent', () => {
  expect(Value.Check(Text(10), 'caf\u00e9 \ud83d\ude00')).toBe(true)
  expect(Value.Check(Text(10), 'a\0b')).toBe(false)
  expect(Value.Check(Text(10), '\udc00')).toBe(false)
  expect(Value.Check(Text(3), 'four')).toBe(false)
})

it('names are rejected if Postgres cannot store them or if they have more than 128 characters', () => {
  const accepts = (name: string) => Value.Check(Named(Text(10), 2), { [name]: 'value' })
  expect(['price', 'caf\u00e9', '\ud83d\ude00', 'a'.repeat(128)].filter(accepts)).toHaveLength(4)
  expect(['a\0b', '\ud83d', 'a'.repeat(129)].filter(accepts)).toEqual([])
})

it.each([
  '2026-11-21T09:30:00Z',
  '2026-11-21T09:30:00.123+02:00',
  '2026-11-21T09:30:00-15:59',
  '2026-11-21T09:30:00+00:00',
  '2026-11-21T09:30:00.123456789Z',
  '2026-11-21t09:30:00z',
  '0001-01-01T00:00:00Z',
  '9999-12-31T23:59:59Z',
])('the time %s is accepted', (time) => expect(Value.Check(Time(), time)).toBe(true))

it.each([
  ['no offset', '2026-11-21T09:30:00'],
  ['a month 13', '2026-13-01T00:00:00Z'],
  ['an offset of 16 hours', '2026-11-21T09:30:00+16:00'],
  ['an offset of minus 19 hours', '2026-11-21T09:30:00-19:30'],
  ['an offset of 23 hours', '2026-11-21T09:30:00+23:59'],
  ['the year 0', '0000-01-01T00:00:00Z'],
  ['the year 0 and the year 1 of UTC', '0000-12-31T23:00:00-15:59'],
  ['the year 0 of UTC', '0001-01-01T00:00:00+01:00'],
  ['the year 10000 of UTC', '9999-12-31T23:59:59-01:00'],
  ['a fraction that rounds to the year 10000', '9999-12-31T23:59:59.9999999Z'],
  ['10 digits of a second', '2026-11-21T09:30:00.1234567890Z'],
  ['150 digits of a second', `2026-11-21T09:30:00.${'1'.repeat(150)}Z`],
  ['a leap second', '2026-06-30T23:59:60Z'],
  ['a day that does not exist', '2026-02-30T00:00:00Z'],
  ['a calendar', '2026-11-21T09:30:00Z[u-ca=hebrew]'],
  ['seconds since 1970', '1763717400'],
])('a time with %s is rejected', (_name, time) => expect(Value.Check(Time(), time)).toBe(false))
