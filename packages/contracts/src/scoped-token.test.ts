import { createHmac, hash } from 'node:crypto'
import { expect, it } from 'vitest'
import type { StoredKey } from './api-key.ts'
import { readScopedToken, verifyScopedToken } from './scoped-token.ts'

const nowMs = 1_000_000_000_000
const exp = nowMs / 1_000 + 900
const secret = '0f'.repeat(32)
const stored: StoredKey = {
  id: 'a1',
  tenantId: 't',
  secretHash: hash('sha256', secret, 'buffer'),
  scopes: ['events:write', 'search:read', 'items:write', 'admin'],
  allowedOrigins: [],
  expiresAtMs: null,
  plan: 'starter',
  isActive: true,
}

/** As the documentation says it for every language. */
function make(claims: unknown, key = hash('sha256', secret, 'buffer'), id = 'a1'): string {
  const text = typeof claims === 'string' ? claims : JSON.stringify(claims)
  const signed = `inkt_${id}.${Buffer.from(text).toString('base64url')}`
  return `${signed}.${createHmac('sha256', key).update(signed).digest('base64url')}`
}

function verify(token: string, key = stored) {
  const presented = readScopedToken(`Bearer ${token}`)
  return presented && verifyScopedToken(presented, key, nowMs)
}

it('a token has what its key has of the rights of a page, and what its claims narrow', () => {
  expect(verify(make({ exp }))).toEqual({ scopes: ['events:write', 'search:read'], expiresAtMs: exp * 1_000 })
  const claims = { exp, userId: 'ada', filter: 'kind = "doc"', scopes: ['search:read', 'predictions:read', 'admin'] }
  const rights = { scopes: ['search:read'], userId: 'ada', filter: 'kind = "doc"', expiresAtMs: exp * 1_000 }
  expect(verify(make(claims))).toEqual(rights)
})

it.each([
  ['that has ended', { exp: nowMs / 1_000 }],
  ['that never ends', {}],
  ['whose end is no number', { exp: String(exp) }],
  ['that is valid for more than a day', { exp: nowMs / 1_000 + 86_401 }],
  ['of a user that is no text', { exp, userId: 7 }],
  ['of an empty user', { exp, userId: '' }],
  ['of a user that cannot be stored', { exp, userId: 'a\0' }],
  ['whose filter is null', { exp, filter: null }],
  ['whose scopes are no list', { exp, scopes: 'search:read' }],
  ['that says something unknown', { exp, userID: 'ada' }],
  ['that is a list', [exp]],
  ['that is no JSON', '{'],
])('refuses a token %s', (_name, claims) => {
  expect(verify(make(claims))).toBeUndefined()
})

it('refuses a token whose claims, key or code are others, or whose key is no longer in force', () => {
  const token = make({ exp, userId: 'ada' })
  const [head, , code] = token.split('.')
  const claims = Buffer.from(JSON.stringify({ exp, userId: 'bob' })).toString('base64url')
  expect(verify(`${head}.${claims}.${code}`)).toBeUndefined()
  expect(verify(make({ exp }, Buffer.from(secret)))).toBeUndefined()
  expect(verify(`${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`.slice(0, -4))).toBeUndefined()
  expect(verify(token, { ...stored, secretHash: hash('sha256', 'another', 'buffer') })).toBeUndefined()
  expect(verify(token, { ...stored, isActive: false })).toBeUndefined()
  expect(verify(token, { ...stored, expiresAtMs: nowMs })).toBeUndefined()
})

it.each([
  undefined,
  '',
  'Bearer inkt_a.b',
  `Basic ${make({ exp })}`,
  `Bearer ${make({ exp }).slice(0, -1)}`,
  `Bearer ${make('x'.repeat(4_000))}`,
])('reads no token from %s', (text) => expect(readScopedToken(text)).toBeUndefined())
