import { createHmac } from 'node:crypto'
import { expect, it } from 'vitest'
import { principal, secret } from '../../test/signed-app.ts'
import { digest, signRequest, verifyRequest } from './request-signature.ts'

const signedAtMs = 1_000_000
const context = { principal, timeoutMs: 9_000, bodyDigest: digest('{}'), signedAtMs }
const header = signRequest(secret, 'POST', '/api/v1/events?a=1', context)
const verify = (value: unknown, nowMs = signedAtMs) => verifyRequest(secret, 'POST', '/api/v1/events?a=1', value, nowMs)
const rejected = (internal: string) => expect.objectContaining({ code: 'unauthenticated', message: internal })

it('a signed request returns the facts that were signed', () => {
  expect(verify(header)).toEqual(context)
})

it('a tenant or key whose id holds a separator stays one field', () => {
  const odd = { ...context, principal: { ...principal, tenantId: 'a;b;%3b', keyId: 'é ;' } }
  const signed = signRequest(secret, 'GET', '/', odd)
  expect(signed).toMatch(/^[\x21-\x7e]+$/)
  expect(verifyRequest(secret, 'GET', '/', signed, signedAtMs)).toEqual(odd)
})

it('the network of a visitor is among the facts', () => {
  const seen = { ...context, principal: { ...principal, visitor: 'Zq3_x-9aB0c' } }
  expect(verifyRequest(secret, 'GET', '/', signRequest(secret, 'GET', '/', seen), signedAtMs)).toEqual(seen)
})

it('the user and the filter of a token are among the facts', () => {
  const bound = { ...context, principal: { ...principal, userId: 'a;b é', filter: 'kind = "a;b"' } }
  expect(verifyRequest(secret, 'GET', '/', signRequest(secret, 'GET', '/', bound), signedAtMs)).toEqual(bound)
})

it.each([true, false])('whether a replica is the home is among the facts: %s', (isHome) => {
  const signed = signRequest(secret, 'GET', '/', { ...context, isHome })
  expect(verifyRequest(secret, 'GET', '/', signed, signedAtMs)).toEqual({ ...context, isHome })
})

it('a request that the version before signed, without the newest field, is understood', () => {
  const fields = signRequest(secret, 'GET', '/', context).split(';').slice(0, 8).join(';')
  const signed = `${fields};${createHmac('sha256', secret).update(`GET / ${fields}`).digest('base64url')}`
  expect(verifyRequest(secret, 'GET', '/', signed, signedAtMs)).toEqual(context)
})

it('a principal without scopes has none afterwards', () => {
  const powerless = { ...context, principal: { ...principal, scopes: [] } }
  const signed = signRequest(secret, 'GET', '/', powerless)
  expect(verifyRequest(secret, 'GET', '/', signed, signedAtMs)).toEqual(powerless)
})

it.each([
  ['principal', { principal: { ...principal, tenantId: 'globex' } }],
  ['key', { principal: { ...principal, keyId: 'other' } }],
  ['scopes', { principal: { ...principal, scopes: ['admin' as const] } }],
  ['visitor', { principal: { ...principal, visitor: 'someone' } }],
  ['user', { principal: { ...principal, userId: 'ada' } }],
  ['filter', { principal: { ...principal, filter: 'kind = "doc"' } }],
  ['execution', { executionId: '6b1c5d0e-0000-4000-8000-000000000000' }],
  ['timeout', { timeoutMs: 9_001 }],
  ['digest of the body', { bodyDigest: digest('[]') }],
  ['time of signing', { signedAtMs: signedAtMs + 1 }],
])('the signature of one %s does not hold for another', (_name, change) => {
  const other = signRequest(secret, 'POST', '/api/v1/events?a=1', { ...context, ...change })
  const swapped = other.slice(0, other.lastIndexOf(';')) + header.slice(header.lastIndexOf(';'))
  expect(() => verify(swapped)).toThrow(rejected('the request signature is wrong'))
})

it.each([-5_000, 0, 5_000])('accepts a signature at an age of %i ms', (ageMs) => {
  expect(verify(header, signedAtMs + ageMs)).toEqual(context)
})

it.each([-5_001, 5_001])('rejects a signature at an age of %i ms', (ageMs) => {
  expect(() => verify(header, signedAtMs + ageMs)).toThrow(
    rejected('the request signature is older than 5 s or from the future'),
  )
})

it.each([undefined, '', 'acme', ['acme;key']])('rejects %j as no request context', (value) => {
  expect(() => verify(value)).toThrow(rejected('the request has no signed context'))
})

it.each([header.slice(0, -1), `${header}AAAA`, `${header.slice(0, -2)}AA`, 'acme;key', 'acme;', ';acme', ';;;;;;'])(
  'rejects the wrong signature %s',
  (value) => {
    expect(() => verify(value)).toThrow(rejected('the request signature is wrong'))
  },
)

it('the digest of a body tells bodies apart; a request without a body has an empty one', () => {
  expect(digest('')).toBe('')
  expect(digest(Buffer.alloc(0))).toBe('')
  expect(digest('{}')).toBe(digest(Buffer.from('{}')))
  expect(digest('{}')).not.toBe(digest('[]'))
  expect(digest('{}')).toMatch(/^[\w-]{43}$/)
})
