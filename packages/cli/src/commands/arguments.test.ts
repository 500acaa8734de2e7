import { expect, it } from 'vitest'
import { integerBetween, parseExpiry, parseScopes } from './arguments.ts'

const nowMs = Date.parse('2026-06-01T12:00:00Z')
const expiry = (text: string) => new Date(parseExpiry(text, nowMs)).toISOString()

it.each(['1', '32', ' 7 '])('a whole number within the range is accepted: %j', (text) => {
  expect(integerBetween(1, 32)(text)).toBe(Number(text))
})

it.each(['0', '33', '1.5', 'many', '', ' '])('a value outside the range is rejected with the range: %j', (text) => {
  expect(() => integerBetween(1, 32)(text)).toThrow('a whole number from 1 to 32')
})

it.each([
  ['45m', '2026-06-01T12:45:00.000Z'],
  ['12h', '2026-06-02T00:00:00.000Z'],
  ['30d', '2026-07-01T12:00:00.000Z'],
  ['2030-01-31T00:00:00Z', '2030-01-31T00:00:00.000Z'],
])('an expiry of %s is %s', (text, time) => {
  expect(expiry(text)).toBe(time)
})

it.each(['0m', '2026-06-01T12:00:00Z', 'soon', '5w', '99999999999d'])('an expiry of %s is rejected', (text) => {
  expect(() => expiry(text)).toThrow('in the future')
})

it('scopes are separated by commas, with or without spaces', () => {
  expect(parseScopes('events:write, items:read')).toEqual(['events:write', 'items:read'])
})

it('unknown scopes are named, with those to choose from', () => {
  expect(() => parseScopes('events:write,all,none')).toThrow(/no scope all, none\. Choose from items:read, .*admin\./)
})
