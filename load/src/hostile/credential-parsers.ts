import { createHmac, generateKeyPairSync, sign } from 'node:crypto'
import { readKey, type StoredKey } from '@inkling/contracts/api-key'
import { readScopedToken, verifyScopedToken } from '@inkling/contracts/scoped-token'
import { Deadline } from '@inkling/resilience'
import { signRequest, verifyRequest } from '../../../packages/service-kit/src/calls/request-signature.ts'
import { KeySets } from '../../../services/gateway/src/adapters/key-sets.ts'
import { createTokens } from '../../../services/gateway/src/plugins/tokens.ts'
import type { HostileParser } from './judge-parser.ts'
import { isRefusal, never } from './refusals.ts'

const nowMs = Date.parse('2026-12-01T00:00:00Z')
const secondsNow = nowMs / 1_000
const mostOfHeaders = 16_384

const { privateKey, publicKey } = generateKeyPairSync('ed25519')
const point = String(publicKey.export({ format: 'jwk' }).x)
const jwks = { keys: [{ kty: 'OKP', crv: 'Ed25519', x: point, kid: 'a', alg: 'EdDSA' }] }
const keySets = new KeySets({ fetchJwks: async () => jwks, nowMs: () => nowMs, waitMs: async () => undefined })
const issuer = {
  ...{ id: 'login', issuer: 'https://shop/', audience: 'inkling', jwksUrl: 'https://shop/jwks', createdAt: '' },
  scopes: ['events:write' as const, 'predictions:read' as const],
}
const shop = { tenantId: 'shop', plan: 'starter' as const, isActive: true, issuers: [issuer] }
const tokens = createTokens({
  issuers: { known: () => shop, find: () => shop },
  keysAt: (url) => keySets.of(url),
  pseudonyms: () => (userId) => userId,
  nowMs: () => nowMs,
})
const deadline = new Deadline(86_400_000)

const encoded = (text: string) => Buffer.from(text).toString('base64url')
const header = JSON.stringify({ alg: 'EdDSA', kid: 'a', typ: 'JWT' })
const claims = { iss: 'https://shop/', aud: 'inkling', tenant: 'shop', userId: 'ada', scope: 'events:write' }
const payload = JSON.stringify({ ...claims, exp: secondsNow + 600, nbf: secondsNow, roles: ['viewer'] })

/** What an issuer of a tenant would sign: a header and claims, with a line end between them. */
function signedToken(text: string): string {
  const [head = '', ...rest] = text.split('\n')
  const signed = `${encoded(head)}.${encoded(rest.join('\n'))}`
  return `${signed}.${sign(null, Buffer.from(signed), privateKey).toString('base64url')}`
}

async function verifyToken(token: string): Promise<void> {
  const read = tokens.read(`Bearer ${token}`)
  if (read === undefined) return
  tokens.isOfKnown(read)
  if (!tokens.known(read)) await tokens.verify(read, deadline)
}

const key: StoredKey = {
  ...{ id: 'k1', tenantId: 'shop', secretHash: Buffer.alloc(32, 7), allowedOrigins: [], expiresAtMs: null },
  ...({ plan: 'starter', isActive: true, scopes: ['events:write', 'search:read'] } as const),
}
function scopedToken(text: string): string {
  const signed = `inkt_k1.${encoded(text)}`
  return `${signed}.${createHmac('sha256', key.secretHash).update(signed).digest('base64url')}`
}
const verifyScoped = (token: string) => {
  const read = readScopedToken(`Bearer ${token}`)
  return read && verifyScopedToken(read, key, nowMs)
}
const scoped = JSON.stringify({ exp: secondsNow + 600, userId: 'ada', scopes: ['events:write'], filter: 'kind = "a"' })

const secret = 'a secret of at least thirty-two characters'
const context = signRequest(secret, 'GET', '/items', {
  principal: { tenantId: 'shop', keyId: 'k1', scopes: ['items:read'], userId: 'ada' },
  ...{ timeoutMs: 500, bodyDigest: '', signedAtMs: nowMs },
})

/** Keys, tokens and signatures. */
export const credentialParsers: readonly HostileParser[] = [
  {
    ...{ name: 'API key', mostCharacters: mostOfHeaders, refuses: never },
    samples: ['Bearer ink_abc123_0123456789abcdef0123456789abcdef'],
    parse: (text) => readKey(text, undefined) ?? readKey(undefined, text),
  },
  {
    ...{ name: 'JWT', mostCharacters: mostOfHeaders, refuses: never },
    samples: [signedToken(`${header}\n${payload}`)],
    parse: verifyToken,
  },
  {
    ...{ name: 'JWT, rightly signed', mostCharacters: 4_096, refuses: never },
    samples: [`${header}\n${payload}`],
    parse: (text) => verifyToken(signedToken(text)),
  },
  {
    ...{ name: 'scoped token', mostCharacters: mostOfHeaders, refuses: never },
    samples: [scopedToken(scoped)],
    parse: verifyScoped,
  },
  {
    ...{ name: 'scoped token, rightly signed', mostCharacters: 4_096, refuses: never },
    samples: [scoped],
    parse: (text) => verifyScoped(scopedToken(text)),
  },
  {
    ...{ name: 'context of a signed call', mostCharacters: mostOfHeaders, refuses: isRefusal },
    samples: [context],
    parse: (text) => verifyRequest(secret, 'GET', '/items', text, nowMs),
  },
]
