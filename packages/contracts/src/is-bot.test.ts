import { expect, it } from 'vitest'
import { isBot } from './is-bot.ts'

const browser = 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0'

it('tells robots from browsers by their user agents', () => {
  expect(isBot('Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)')).toBe(true)
  expect(isBot(browser)).toBe(false)
  expect(isBot('')).toBe(false)
})

it('looks at the beginning of a user agent that is longer than any browser has', () => {
  expect(isBot(`${browser} ${'x'.repeat(60_000)}`)).toBe(false)
  expect(isBot(`Googlebot/2.1 ${'x'.repeat(60_000)}`)).toBe(true)
})
