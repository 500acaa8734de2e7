/**
 * The cost of signing and verifying the envelope of a request: our request signature beside JWS (HS256) of `jose`.
 */
import { createSecretKey } from 'node:crypto'
import { CompactSign, compactVerify } from 'jose'
import { digest, signRequest, verifyRequest } from '../src/calls/request-signature.ts'
import { medianCosts } from './median-cost.ts'

const secret = 'a secret of at least 32 characters'
const [method, path] = ['POST', '/api/v1/predictions']
const principal = { tenantId: 'acme', keyId: 'key_1', scopes: ['predictions:read', 'search:read'] } as const
const body = JSON.stringify({ recent: ['a', 'b', 'c'], limit: 20 })
const context = () => ({ principal, timeoutMs: 9_000, bodyDigest: digest(body), signedAtMs: Date.now() })

const key = createSecretKey(Buffer.from(secret))
const webKey = await crypto.subtle.importKey('raw', Buffer.from(secret), { name: 'HMAC', hash: 'SHA-256' }, false, [
  'sign',
  'verify',
])
const header = { alg: 'HS256' }
const claims = () => Buffer.from(JSON.stringify({ ...context(), method, path }))
const joseWith = (by: typeof key | typeof webKey) => async () => {
  const token = await new CompactSign(claims()).setProtectedHeader(header).sign(by)
  const { payload } = await compactVerify(token, by, { algorithms: ['HS256'] })
  return JSON.parse(Buffer.from(payload).toString())
}

const table = await medianCosts(
  [
    {
      name: 'request signature: sign and verify',
      run: () => verifyRequest(secret, method, path, signRequest(secret, method, path, context()), Date.now()),
    },
    { name: 'jose, key as KeyObject: sign and verify', run: joseWith(key) },
    { name: 'jose, key as CryptoKey: sign and verify', run: joseWith(webKey) },
  ],
  21,
  2_000,
)
console.table(table)
