import { expect, it } from 'vitest'
import { jsonOf, visible } from './visible.ts'

it('shows characters that turn or hide others, and leaves all others as they are', () => {
  expect(visible('a\u202eb\u2066c\u200bd\u0000\u{e0041}')).toBe('a\\u202eb\\u2066c\\u200bd\\u0000\\udb40\\udc41')
  const plain = 'thé, 日本, שלום, 👩‍🔬\n\ttab'
  expect(visible(plain)).toBe(plain)
})

it('JSON shows such characters and still means the same', () => {
  const value = { name: 'evil\u202etxt.exe', note: 'a\u2028b' }
  const json = jsonOf(value, 2)
  expect(json).toContain('evil\\u202etxt.exe')
  expect(JSON.parse(json)).toEqual(value)
})
