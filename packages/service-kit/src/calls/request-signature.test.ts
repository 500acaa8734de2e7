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

it.each([-5_000, 0, 5_000])('accepts a signature at an age of %i ms', (ageMs) => {
  expect(verify(header, signedAtMs + ageMs)).toEqual(context)
})

it.each([-5_001, 5_001])('rejects a signature at an age of %i ms', (ageMs) => {
  expect(() => verify(header, signedAtMs + ageMs)).toThrow(
    rejected('the request signature is older than 5 s or from the future'),
  )
})

it.each([undefined, '', 'e30', 'e30.', '.e30', ['e30.e30']])('rejects %j as no request context', (value) => {
  expect(() => verify(value)).toThrow(rejected('the request has no signed context'))
})

it.each([header.slice(0, -1), `${header}AAAA`, `${header.slice(0, -2)}AA`, 'e30.e30'])(
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
