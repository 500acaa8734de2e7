/** What it costs the gateway to tell whose a token is: verified before, and not. `pnpm bench:tokens` */
import { createSecretKey } from 'node:crypto'
import { Deadline } from '@inkling/resilience'
import { createLocalJWKSet, exportJWK, generateKeyPair, SignJWT } from 'jose'
import { createPseudonyms } from '../src/domain/pseudonyms.ts'
import { createTokens } from '../src/plugins/tokens.ts'

const count = 2_000
const rounds = 7
const issuer = {
  ...{ id: 'login', issuer: 'https://shop/', audience: 'inkling', jwksUrl: 'https://shop/jwks' },
  ...{ scopes: ['events:write' as const, 'predictions:read' as const], createdAt: '' },
}
const shop = { tenantId: 'shop', plan: 'starter' as const, isActive: true, issuers: [issuer] }
const deadline = new Deadline(600_000)

async function measure(alg: string) {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true })
  const set = createLocalJWKSet({ keys: [{ ...(await exportJWK(publicKey)), kid: 'a', alg }] })
  const sign = (jti: number) =>
    new SignJWT({ iss: issuer.issuer, aud: 'inkling', tenant: 'shop', userId: `user-${jti}`, jti: String(jti) })
      .setExpirationTime('1h')
      .setProtectedHeader({ alg, kid: 'a' })
      .sign(privateKey)
  const signed = await Promise.all(Array.from({ length: count }, (_, n) => sign(n)))
  const costs = { verified: [] as number[], known: [] as number[] }
  for (let round = 0; round < rounds; round++) {
    const tokens = createTokens({
      ...{ issuers: { known: () => shop, find: () => shop }, keysAt: () => set },
      pseudonyms: createPseudonyms(createSecretKey(Buffer.alloc(32))),
    })
    costs.verified.push(await microseconds((token) => tokens.verify(token, deadline), signed))
    costs.known.push(await microseconds(async (token) => tokens.known(token), signed))
  }
  return { alg, 'not cached, µs': median(costs.verified), 'cached, µs': median(costs.known) }
}

async function microseconds(run: (token: string) => Promise<unknown>, tokens: readonly string[]): Promise<number> {
  const began = performance.now()
  for (const token of tokens) if (!(await run(token))) throw new Error('a token was refused')
  return ((performance.now() - began) * 1_000) / tokens.length
}

const median = (values: readonly number[]) => Math.round(values.toSorted((a, b) => a - b)[3] ?? 0)

const table = []
for (const alg of ['RS256', 'ES256', 'EdDSA']) table.push(await measure(alg))
console.table(table)
