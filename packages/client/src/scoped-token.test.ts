import { hash } from 'node:crypto'
import { readScopedToken, verifyScopedToken } from '@inkling/contracts/scoped-token'
import { expect, it } from 'vitest'
import { createScopedToken } from './scoped-token.ts'

const secret = '0f'.repeat(32)
const apiKey = `ink_a1_${secret}`
const nowMs = 1_000_000_000_000
const stored = {
  ...{ id: 'a1', tenantId: 't', secretHash: hash('sha256', secret, 'buffer'), scopes: ['search:read' as const] },
  ...{ allowedOrigins: [], expiresAtMs: null, plan: 'starter' as const, isActive: true },
}

it('makes a token that the gateway takes, until it ends', async () => {
  const claims = { userId: 'Ärger', filter: 'kind = "doc"', expiresInSeconds: 60 }
  const presented = readScopedToken(`Bearer ${await createScopedToken(apiKey, claims, nowMs)}`)
  if (!presented) throw new Error('it is no token')
  const rights = {
    ...{ scopes: ['search:read'], userId: 'Ärger', filter: 'kind = "doc"' },
    expiresAtMs: nowMs + 60_000,
  }
  expect(verifyScopedToken(presented, stored, nowMs + 59_000)).toEqual(rights)
  expect(verifyScopedToken(presented, stored, nowMs + 60_000)).toBeUndefined()
})

it.each([0, -1, 86_401, Number.NaN])('refuses to make one that is valid for %s s', async (expiresInSeconds) => {
  await expect(createScopedToken(apiKey, { expiresInSeconds })).rejects.toThrow('expiresInSeconds')
})

it('refuses what is no key, without showing it', async () => {
  await expect(createScopedToken('hunter2', {})).rejects.toThrow(/^The key must have the form ink_<id>_<secret>$/)
})
