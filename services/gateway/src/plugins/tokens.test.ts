import { createSecretKey } from 'node:crypto'
import type { TokenIssuer } from '@inkling/contracts'
import type { TenantIssuers } from '@inkling/database'
import { Deadline } from '@inkling/resilience'
import { type CryptoKey, createLocalJWKSet, exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose'
import { expect, it } from 'vitest'
import { createPseudonyms } from '../domain/pseudonyms.ts'
import { createTokens } from './tokens.ts'

const nowMs = Date.parse('2026-11-30T12:00:00Z')
const seconds = nowMs / 1_000
const deadline = new Deadline(5_000)
const pseudonyms = createPseudonyms(createSecretKey(Buffer.alloc(32)))

async function issue(kid: string, alg = 'ES256') {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true })
  const jwk = { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' }
  return { privateKey, jwk, alg, kid }
}
const shopKey = await issue('shop-1')
const otherKey = await issue('other-1')
const sets: Record<string, { keys: object[] }> = {
  'https://shop/jwks': { keys: [shopKey.jwk] },
  'https://other/jwks': { keys: [otherKey.jwk] },
}
const login: TokenIssuer = {
  id: 'login',
  issuer: 'https://shop/',
  audience: 'inkling',
  jwksUrl: 'https://shop/jwks',
  scopes: ['events:write', 'predictions:read', 'items:read', 'keys:write'],
  allowedOrigins: ['https://shop.example'],
  createdAt: '',
}
const settings = (tenantId: string, ...issuers: TokenIssuer[]): TenantIssuers => ({
  ...{ tenantId, plan: 'starter', isActive: true, issuers },
})
const strict = { ...login, id: 'strict', issuer: 'https://strict/', userClaim: 'sub' }
const other = { ...login, issuer: 'https://other/', jwksUrl: 'https://other/jwks' }
const stored = () =>
  new Map([settings('shop', login, strict), settings('other', other)].map((one) => [one.tenantId, one]))

function verifier(of = stored(), clock = { nowMs }) {
  const urls: string[] = []
  const tokens = createTokens({
    pseudonyms,
    issuers: { known: (id) => of.get(id), find: async (id) => of.get(id) ?? null },
    keysAt: (url) => {
      urls.push(url)
      return createLocalJWKSet((sets[url] ?? { keys: [] }) as never)
    },
    nowMs: () => clock.nowMs,
  })
  return { ...tokens, urls, of, clock, ask: async (token: string) => tokens.verify(token, deadline) }
}

const claims = { iss: 'https://shop/', aud: 'inkling', tenant: 'shop', exp: seconds + 600 }
const sign = (more: JWTPayload = {}, by: { privateKey: CryptoKey; alg: string; kid: string } = shopKey, header = {}) =>
  new SignJWT({ ...claims, ...more }).setProtectedHeader({ alg: by.alg, kid: by.kid, ...header }).sign(by.privateKey)
const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')

it('a token is of the tenant, the scopes and the user that its claims name', async () => {
  expect(await verifier().ask(await sign())).toEqual({
    ...{ tenantId: 'shop', keyId: 'shop/login', plan: 'starter', isToken: true },
    ...{ scopes: login.scopes, allowedOrigins: ['https://shop.example'] },
    expiresAtMs: (seconds + 630) * 1_000,
  })
  expect((await verifier().ask(await sign({ scope: 'items:read items:write' })))?.scopes).toEqual(['items:read'])
  const ofAda = await verifier().ask(
    await sign({ userId: 'ada', scopes: ['items:read', 'events:write', 'keys:write'] }),
  )
  expect([ofAda?.userId, ofAda?.scopes]).toEqual(['ada', ['events:write']])
  expect((await verifier().ask(await sign({ roles: ['viewer', 'toString'] })))?.scopes).toEqual([
    ...['predictions:read', 'items:read'],
  ])
  expect((await verifier().ask(await sign({ roles: [] })))?.scopes).toEqual([])
})

it('where the issuer names the claim of the user, a token without it is refused', async () => {
  const iss = 'https://strict/'
  expect((await verifier().ask(await sign({ iss, sub: 'bob' })))?.userId).toBe('bob')
  for (const sub of [undefined, '', 'x'.repeat(257), 'a\0b', 7 as never])
    expect(await verifier().ask(await sign({ iss, ...(sub !== undefined && { sub }) }))).toBeUndefined()
})

it.each(['RS256', 'PS256', 'ES384', 'EdDSA'])('takes the algorithm %s', async (alg) => {
  const key = await issue('of its own', alg)
  const token = await sign({}, key)
  sets['https://shop/jwks'] = { keys: [shopKey.jwk, key.jwk] }
  expect(await verifier().ask(token)).toMatchObject({ tenantId: 'shop' })
  sets['https://shop/jwks'] = { keys: [shopKey.jwk] }
})

it.each<[string, () => Promise<string>]>([
  ['that has expired', () => sign({ exp: seconds - 31 })],
  ['that never expires', () => sign({ exp: undefined as never })],
  ['that is not yet valid', () => sign({ nbf: seconds + 31 })],
  ['for another audience', () => sign({ aud: 'elsewhere' })],
  ['for no audience', () => sign({ aud: undefined as never })],
  ['of another issuer', () => sign({ iss: 'https://evil/' })],
  ['of the issuer of another tenant', () => sign({ iss: 'https://other/' }, otherKey)],
  ['of another tenant with the keys of its own', () => sign({ tenant: 'other' })],
  ['of another tenant that names the issuer there', () => sign({ tenant: 'other', iss: 'https://other/' })],
  ['that another issuer signed with the same kid', () => sign({}, { ...otherKey, kid: 'shop-1' })],
  ['whose kid is a path', () => sign({}, otherKey, { kid: '../../dev/null' })],
  ['that brings its own key', () => sign({}, otherKey, { jwk: otherKey.jwk, kid: undefined })],
  ['that names where its key is', () => sign({}, otherKey, { jku: 'https://other/jwks', kid: 'other-1' })],
  ['without a signature', async () => `${encode({ alg: 'none' })}.${encode(claims)}.AA`],
  ['without a tenant', () => sign({ tenant: undefined })],
  ['of a tenant that is no id', () => sign({ tenant: '__proto__' })],
  ['that is no JSON', async () => 'aaaa.bbbb.cccc'],
])('refuses a token %s', async (_name, make) => {
  expect(await verifier().ask(await make())).toBeUndefined()
})

it('refuses a token that is signed with the public key as if that were a secret', async () => {
  const secret = Buffer.from(JSON.stringify(shopKey.jwk))
  const forged = await new SignJWT(claims).setProtectedHeader({ alg: 'HS256', kid: 'shop-1' }).sign(secret)
  expect(await verifier().ask(forged)).toBeUndefined()
})

it('a token that names where its key is makes nobody look there', async () => {
  const at = verifier()
  await at.ask(await sign({}, otherKey, { jku: 'https://other/jwks' }))
  expect(at.urls).toEqual(['https://shop/jwks'])
})

it('the end and the beginning of a token have a leeway of 30 s for clocks that differ', async () => {
  expect(await verifier().ask(await sign({ exp: seconds - 29, nbf: seconds - 60 }))).toBeDefined()
  expect(await verifier().ask(await sign({ nbf: seconds + 29 }))).toBeDefined()
})

it('a verified token is in memory until it ends, and until anything of its tenant changes', async () => {
  const at = verifier()
  const token = await sign()
  expect(at.known(token)).toBeUndefined()
  await at.ask(token)
  expect(at.known(token)).toMatchObject({ tenantId: 'shop' })
  at.of.set('shop', settings('shop', login))
  expect(at.known(token)).toBeUndefined()
  await at.ask(token)
  at.of.set('shop', { ...settings('shop', login), isActive: false })
  expect([at.known(token), await at.ask(token)]).toEqual([undefined, undefined])
  at.of.set('shop', settings('shop', login))
  await at.ask(token)
  at.clock.nowMs += 630_000
  expect([at.known(token), await at.ask(token)]).toEqual([undefined, undefined])
})

it('reads a token from Authorization only, and none that is huge', async () => {
  const { read } = verifier()
  const token = await sign()
  expect(read(`Bearer ${token}`)).toBe(token)
  for (const other of [undefined, token, `Basic ${token}`, 'Bearer a.b', `Bearer ${token} `, `Bearer ${token}.x.y`])
    expect(read(other)).toBeUndefined()
  expect(read(`Bearer ${'a'.repeat(8_192)}.b.c`)).toBeUndefined()
})

it('keys that cannot be read are no fault of the token', async () => {
  const tokens = createTokens({
    pseudonyms,
    issuers: { known: () => undefined, find: async () => settings('shop', login) },
    keysAt: () => async () => {
      throw new Error('ECONNREFUSED')
    },
    nowMs: () => nowMs,
  })
  const refused = expect.objectContaining({ code: 'dependency_unavailable' })
  await expect(tokens.verify(await sign(), deadline)).rejects.toEqual(refused)
})

it('a token of a tenant with pseudonyms is for the pseudonym of its user', async () => {
  const pseudonymSalt = Buffer.alloc(32, 1)
  const of = new Map([['shop', { ...settings('shop', login), pseudonymSalt }]])
  const tokens = verifier(of)
  const token = await sign({ tenant: 'shop', userId: 'ada' })
  const pseudonym = pseudonyms('shop', pseudonymSalt)('ada')
  expect(await tokens.verify(token, deadline)).toMatchObject({ userId: pseudonym })
  expect(tokens.known(token)?.userId).toBe(pseudonym)
  of.set('shop', { ...settings('shop', login), pseudonymSalt: Buffer.alloc(32, 2) })
  expect(tokens.known(token), 'the key was replaced').toBeUndefined()
})
