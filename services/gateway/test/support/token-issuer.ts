import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, type JWTPayload, SignJWT } from 'jose'

/** Issues tokens, and serves its public keys over HTTP on this machine, as an identity provider does. */
export async function startTokenIssuer() {
  const keys: JWK[] = []
  let current: { readonly kid: string; readonly privateKey: CryptoKey } | undefined
  const server = createServer((_request, response) => response.end(JSON.stringify({ keys })))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`

  /** Signs with a new key from now on; the old ones are still served. */
  async function rotate(): Promise<void> {
    const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true })
    const kid = `key-${keys.length + 1}`
    keys.push({ ...(await exportJWK(publicKey)), kid, alg: 'ES256', use: 'sig' })
    current = { kid, privateKey }
  }
  await rotate()
  return {
    url,
    rotate,
    sign({ tenant, ...claims }: JWTPayload & { readonly tenant: string }): Promise<string> {
      if (!current) throw new Error('the issuer has no key')
      return new SignJWT({ iss: url, aud: 'inkling', tenant, ...claims })
        .setExpirationTime(claims.exp ?? '10m')
        .setProtectedHeader({ alg: 'ES256', kid: current.kid })
        .sign(current.privateKey)
    },
    close: () => new Promise((resolve) => server.close(resolve)),
  }
}
