import { expect, it } from 'vitest'
import { mayCreateOwn, originOf } from './page-key.ts'

it.each([
  ['https://your.site', 'https://your.site'],
  [' https://your.site/shop?q=tea ', 'https://your.site'],
  ['http://localhost:5173/', 'http://localhost:5173'],
  ['your.site', undefined],
  ['mailto:ann@your.site', undefined],
  ['', undefined],
])('the origin of "%s" is %s', (address, origin) => {
  expect(originOf(address)).toBe(origin)
})

it('a key creates that of a page only with each scope that the latter gets', () => {
  const session = (...scopes: readonly string[]) => ({ tenantId: 'shop', keyId: 'key_1', plan: 'free', scopes })
  expect(mayCreateOwn(session('keys:write', 'events:write', 'predictions:read'))).toBe(true)
  expect(mayCreateOwn(session('keys:write', 'events:write'))).toBe(false)
  expect(mayCreateOwn(session('events:write', 'predictions:read'))).toBe(false)
  expect(mayCreateOwn(null)).toBe(false)
})
