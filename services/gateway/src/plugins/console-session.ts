import { hkdfSync } from 'node:crypto'
import { type PresentedKey, readKey } from '@inkling/contracts/api-key'
import type { FastifyRequest } from 'fastify'
import { EncryptJWT, jwtDecrypt } from 'jose'

const cookieName = 'inkling_console'
const lifetimeSeconds = 12 * 3_600
/** A page of another origin can send this header only after a preflight, which the gateway does not allow. */
const consoleHeader = 'x-inkling-console'

export interface ConsoleSessions {
  /** The `Set-Cookie` of a new session, which holds the key. */
  begin(request: FastifyRequest, key: PresentedKey): Promise<string>
  /** The `Set-Cookie` that ends the session of this browser. */
  end(request: FastifyRequest): string
  /** The key in the session of a request from the console; undefined if there is none, or it has expired. */
  keyOf(request: FastifyRequest): Promise<PresentedKey | undefined>
}

/**
 * Sessions of the console. The cookie holds the key, encrypted for the gateways (JWE, RFC 7516: `dir` with A256GCM),
 * so a session needs no store, and ends when its key is revoked. Scripts cannot read the cookie, other sites cannot
 * send it, and it counts only beside the header of the console: it works for no link, form or image.
 */
export function consoleSessions(secret: string): ConsoleSessions {
  const encryptionKey = new Uint8Array(hkdfSync('sha256', secret, '', 'inkling console session', 32))
  return {
    async begin(request, { id, secret: keySecret }) {
      const sealed = await new EncryptJWT({ key: `ink_${id}_${keySecret}` })
        .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
        .setExpirationTime(`${lifetimeSeconds}s`)
        .encrypt(encryptionKey)
      return cookie(request, sealed, lifetimeSeconds)
    },
    end: (request) => cookie(request, '', 0),
    async keyOf({ headers }) {
      const sealed = headers[consoleHeader] === undefined ? undefined : sealedIn(headers.cookie)
      if (!sealed) return undefined
      const opened = await jwtDecrypt(sealed, encryptionKey).catch(() => undefined)
      return typeof opened?.payload.key === 'string' ? readKey(undefined, opened.payload.key) : undefined
    },
  }
}

function cookie({ protocol }: FastifyRequest, value: string, seconds: number): string {
  const parts = [`${cookieName}=${value}`, 'Path=/', `Max-Age=${seconds}`, 'HttpOnly', 'SameSite=Strict']
  return [...parts, ...(protocol === 'https' ? ['Secure'] : [])].join('; ')
}

const sealedIn = (cookies: string | undefined) => /(?:^|;\s*)inkling_console=([^;\s]+)/.exec(cookies ?? '')?.[1]
