import { applicationScopes, roles } from '@inkling/contracts'
import { expect, it } from 'vitest'
import { ownKey } from './own-key.ts'

const nowMs = Date.parse('2026-11-30T00:00:00Z')
const scopes = ['items:read', 'events:write', 'predictions:read', 'keys:write'] as const
const own = { scopes, expiresAt: null }

it('a key that says nothing has the scopes of its maker, and ends in 90 days', () => {
  const expected = { name: 'key', scopes, allowedOrigins: [], expiresAt: '2027-02-28T00:00:00.000Z' }
  expect(ownKey({}, own, nowMs)).toEqual(expected)
})

it('a key for pages is publishable', () => {
  const allowedOrigins = ['https://shop.example']
  expect(ownKey({ allowedOrigins }, own, nowMs).scopes).toEqual(['events:write', 'predictions:read'])
})

it('a key may have the scopes of a role', () => {
  expect(ownKey({ role: 'viewer' }, { ...own, scopes: applicationScopes }, nowMs).scopes).toEqual(roles.viewer)
  expect(roles.viewer).toContain('items:read')
  expect(roles.viewer.filter((scope) => scope.endsWith(':write'))).toEqual([])
})

it('a key never ends only if that is asked for', () => {
  expect(ownKey({ expiresAt: null }, own, nowMs).expiresAt).toBeNull()
})

it('a key ends no later than the one that makes it', () => {
  const ending = { scopes, expiresAt: '2026-12-02T00:00:00.000Z' }
  expect(ownKey({}, ending, nowMs).expiresAt).toBe(ending.expiresAt)
  expect(ownKey({ expiresAt: '2026-12-01T00:00:00Z' }, ending, nowMs).expiresAt).toBe('2026-12-01T00:00:00Z')
  for (const expiresAt of [null, '2026-12-02T00:00:00.001Z'])
    expect(() => ownKey({ expiresAt }, ending, nowMs)).toThrow(
      expect.objectContaining({ errors: [expect.objectContaining({ pointer: '/expiresAt', code: 'late' })] }),
    )
})

it.each([
  ['a scope that its maker lacks', { scopes: ['items:read', 'items:write'] as const }, 'forbidden_scope', '/scopes'],
  [
    'the scopes of a page that its maker lacks',
    { allowedOrigins: ['*'] },
    'forbidden_scope',
    '/scopes',
    ['keys:write'],
  ],
  ['the scopes of a role that its maker lacks', { role: 'owner' as const }, 'forbidden_scope', '/scopes'],
  ['scopes beside a role', { role: 'viewer' as const, scopes: ['items:read'] as const }, 'validation_failed', '/role'],
  ['an end that is now', { expiresAt: '2026-11-30T00:00:00Z' }, 'validation_failed', '/expiresAt'],
] as const)(
  'rejects %s, and names the field',
  (_name, body, code, pointer, of: readonly (typeof scopes)[number][] = scopes) => {
    const asked = structuredClone(body) as Parameters<typeof ownKey>[0]
    expect(() => ownKey(asked, { ...own, scopes: of }, nowMs)).toThrow(
      expect.objectContaining({ code, errors: [expect.objectContaining({ pointer })] }),
    )
  },
)
