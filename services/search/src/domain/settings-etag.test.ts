import { expect, it } from 'vitest'
import { settingsEtag } from './settings-etag.ts'

it('the tag of settings depends on their values, and not on the order of their fields', () => {
  const rule = { query: 'tea', pins: ['a', 'b'] }
  const tag = settingsEtag({ language: 'de', rules: [rule] })
  expect(settingsEtag({ rules: [{ pins: ['a', 'b'], query: 'tea' }], language: 'de' })).toBe(tag)
  expect(settingsEtag({ language: 'de', rules: [{ ...rule, pins: ['b', 'a'] }] })).not.toBe(tag)
  expect(settingsEtag({})).toMatch(/^"[\w-]{22}"$/)
})
