import { hkdfSync } from 'node:crypto'
import { InklingError } from '@inkling/errors'
import type { FastifyRequest } from 'fastify'
import { EncryptJWT, jwtDecrypt } from 'jose'

const cookieName = 'inkling_console'
const lifetimeSeconds = 12 * 3_600
/** Browsers keep cookies of 4,096 bytes with their name and attributes. */
const mostCookieBytes = 3_900
/** A page of another origin can send this header only after a preflight, which the gateway does not allow. */
const consoleHeader = 'x-inkling-console'

export interface ConsoleSessions {
  /**
   * The `Set-Cookie` of a new session, which holds a key or a token.
   * @throws InklingError validation_failed for a token that no cookie has room for
   */
  begin(request: FastifyRequest, credential: string): Promise<string>
  /** The `Set-Cookie` that ends the session of this browser. */
  end(request: FastifyRequest): string
  /** What a session begins with: the key or token that the headers of a request have; undefined if they have none. */
  credentialIn(request: FastifyRequest): string | undefined
  /**
   * The key or token in the session of a request from the console, as the header `Authorization` would have it;
   * undefined if there is none, or the session has expired.
   */
  bearerOf(request: FastifyRequest): Promise<string | undefined>
}

/**
 * Sessions of the console. The cookie holds the key or token, encrypted for the gateways (JWE, RFC 7516: `dir` with
 * A256GCM), so a session needs no store, and ends when its key is revoked or its token ends. Scripts cannot read the
 * cookie, other sites cannot send it, and it counts only beside the header of the console: it works for no link, form
 * or image.
 */
export function consoleSessions(secret: string): ConsoleSessions {
  const encryptionKey = new Uint8Array(hkdfSync('sha256', secret, '', 'inkling console session', 32))
  return {
    async begin(request, credential) {
      const sealed = await new EncryptJWT({ key: credential })
        .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
        .setExpirationTime(`${lifetimeSeconds}s`)
        .encrypt(encryptionKey)
      if (sealed.length > mostCookieBytes)
        throw new InklingError('validation_failed', 'The token is too long for a session: at most 2,500 characters')
      return cookie(request, sealed, lifetimeSeconds)
    },
    end: (request) => cookie(request, '', 0),
    credentialIn: ({ headers }) =>
      typeof headers['x-api-key'] === 'string'
        ? headers['x-api-key']
        : /^Bearer +([\w.-]+)$/i.exec(headers.authorization ?? '')?.[1],
    async bearerOf({ headers }) {
      const sealed = headers[consoleHeader] === undefined ? undefined : sealedIn(headers.cookie)
      if (!sealed) return undefined
      const opened = await jwtDecrypt(sealed, encryptionKey).catch(() => undefined)
      return typeof opened?.payload.key === 'string' ? `Bearer ${opened.payload.key}` : undefined
    },
  }
}

function cookie({ protocol }: FastifyRequest, value: string, seconds: number): string {
  const parts = [`${cookieName}=${value}`, 'Path=/', `Max-Age=${seconds}`, 'HttpOnly', 'SameSite=Strict']
  return [...parts, ...(protocol === 'https' ? ['Secure'] : [])].join('; ')
}

const sealedIn = (cookies: string | undefined) => /(?:^|;\s*)inkling_console=([^;\s]+)/.exec(cookies ?? '')?.[1]
