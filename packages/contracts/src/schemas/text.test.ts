import { Value } from 'typebox/value'
import { describe, expect, it } from 'vitest'
import { Id, Named, Text, Time } from './text.ts'

describe('an id', () => {
  it.each([
    ['of one byte', 'a'],
    ['of 256 bytes', 'a'.repeat(256)],
    ['of 256 bytes in fewer characters', '\u00e9'.repeat(128)],
    ['with spaces and slashes', 'a b/c?d'],
  ])('%s is taken', (_name, id) => expect(Value.Check(Id(), id)).toBe(true))

  it.each([
    ['empty', ''],
    ['of 257 bytes', 'a'.repeat(257)],
    ['of 257 bytes in 129 characters', `a${'\u00e9'.repeat(128)}`],
    ['with a NUL', 'a\0b'],
    ['with half a surrogate pair', 'a\ud800'],
    ['that is a number', 7],
  ])('%s is refused', (_name, id) => expect(Value.Check(Id(), id)).toBe(false))
})

it('text is refused when Postgres could not keep it as sent', () => {
  expect(Value.Check(Text(10), 'caf\u00e9 \ud83d\ude00')).toBe(true)
  expect(Value.Check(Text(10), 'a\0b')).toBe(false)
  expect(Value.Check(Text(10), '\udc00')).toBe(false)
  expect(Value.Check(Text(3), 'four')).toBe(false)
})

it('names are refused as text is', () => {
  const takes = (name: string) => Value.Check(Named(Text(10), 2), { [name]: 'value' })
  expect(['price', 'caf\u00e9', '\ud83d\ude00', 'a'.repeat(128)].filter(takes)).toHaveLength(4)
  expect(['a\0b', '\ud83d', 'a'.repeat(129)].filter(takes)).toEqual([])
})

it('a time is RFC 3339, with its offset', () => {
  expect(Value.Check(Time(), '2026-11-21T09:30:00Z')).toBe(true)
  expect(Value.Check(Time(), '2026-11-21T09:30:00.123+02:00')).toBe(true)
  expect(Value.Check(Time(), '2026-11-21T09:30:00')).toBe(false)
  expect(Value.Check(Time(), '2026-13-01T00:00:00Z')).toBe(false)
  expect(Value.Check(Time(), '2026-11-21T09:30:00+16:00')).toBe(false)
  expect(Value.Check(Time(), '0000-01-01T00:00:00Z')).toBe(false)
  expect(Value.Check(Time(), '1763717400')).toBe(false)
})
