import { expect, it } from 'vitest'
import { ignoredBecause, visitorIsBot } from './ignored-because.ts'

const publishable = { scopes: ['events:write', 'predictions:read'] } as const
const secret = { scopes: ['events:write', 'items:write'] } as const
const from = (agent?: string) => ({ headers: { ...(agent !== undefined && { 'user-agent': agent }) } })

const chrome = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36'
const robots = [
  'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)',
  'Twitterbot/1.0',
  'facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)',
  chrome.replace('Chrome', 'HeadlessChrome'),
]
const libraries = [
  'node',
  'undici',
  'curl/8.5.0',
  'python-requests/2.31',
  'okhttp/4.9.0',
  'Go-http-client/1.1',
  'Java/17',
]

it.each(robots)('a request with a publishable key is of a robot if its user agent is %s', (agent) => {
  expect(visitorIsBot(from(agent), publishable)).toBe(true)
})

it.each([chrome, '', undefined, ...libraries])('a request with the user agent %s is of no robot', (agent) => {
  expect(visitorIsBot(from(agent), publishable)).toBe(false)
})

it.each(robots)('the user agent %s of a server with a secret key says nothing of the visitor', (agent) => {
  expect(visitorIsBot(from(agent), secret)).toBe(false)
})

it('a user agent that a line names counts instead of that of the request', () => {
  expect(visitorIsBot(from('node'), secret, robots[0])).toBe(true)
  expect(visitorIsBot(from(robots[0]), publishable, chrome)).toBe(false)
})

it('a speculative load and a refused consent are reasons to store nothing', () => {
  expect(ignoredBecause({ headers: { 'sec-purpose': 'prefetch' } })).toBe('prefetch')
  expect(ignoredBecause({ headers: { consent: 'none' } })).toBe('consent')
  expect(ignoredBecause({ headers: {} })).toBeUndefined()
})
